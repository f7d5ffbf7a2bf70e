package outcome

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/instrument"
)

// Carry takes what was set before over into a new measurement: goals, services and the like, which are assessed now. before are the answers
// of the measurement before, under whatever version; what the form does not know is left behind.
func Carry(f *instrument.Form, before instrument.Answers) instrument.Answers {
	out := instrument.Answers{Entries: map[string][]instrument.Entry{}}
	for _, s := range f.Definition.Sections {
		if s.Repeats == nil {
			continue
		}
		for _, entry := range before.Entries[s.Code] {
			if kept := carried(f, s, entry); len(kept) > 0 && len(out.Entries[s.Code]) < s.Repeats.Most {
				out.Entries[s.Code] = append(out.Entries[s.Code], kept)
			}
		}
	}
	return out
}

// carried are the answers of an entry that set a thing, as far as they can be given under the form.
func carried(f *instrument.Form, s instrument.Section, entry instrument.Entry) instrument.Entry {
	kept := instrument.Entry{}
	for _, item := range s.Items {
		answer := entry[item.Code]
		if item.Asked != instrument.WhenSet || answer.State != instrument.Given {
			continue
		}
		alone := instrument.Answers{Entries: map[string][]instrument.Entry{s.Code: {{item.Code: answer}}}}
		if f.CheckAnswers(alone) == nil {
			kept[item.Code] = answer
		}
	}
	return kept
}

// AskedAt is which items of set things are asked on an occasion: at the start they are set; later those that are carried over are assessed,
// and where there are none all is asked.
func AskedAt(o Occasion, a instrument.Answers) instrument.Asked {
	switch {
	case o == AtStart:
		return instrument.WhenSet
	case len(a.Entries) > 0:
		return instrument.WhenAssessed
	}
	return instrument.Always
}

// Before is the newest measurement of a client with an instrument, for who may measure her; false when there is none.
func Before(tx *act.Tx, c client.ClientID, with instrument.InstrumentID) (Version, bool, error) {
	h, err := client.Hold(tx, c, client.Measuring)
	if err != nil {
		return Version{}, false, err
	}
	if err := tx.Require(access.RecordMeasurements, h.Subject(noun)); err != nil {
		return Version{}, false, err
	}
	r, found, err := newestWith(tx, c, with)
	if err != nil || !found {
		return Version{}, false, err
	}
	f, err := instrument.FormOf(tx, r.Version.Version)
	if err != nil {
		return Version{}, false, err
	}
	v, err := r.open(h, f)
	return v, err == nil, err
}
