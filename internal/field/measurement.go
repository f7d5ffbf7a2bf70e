package field

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
)

// MeasurementBody is form 1 of what was answered on the phone. Its fields bear the names of the faults of outcome.Measurement.
type MeasurementBody struct {
	Client      client.ClientID      `json:"client"`
	Version     instrument.VersionID `json:"version"` // of the instrument, as the kit gave it
	Occasion    outcome.Occasion     `json:"occasion"`
	Day         civil.Date           `json:"day"`
	By          outcome.AnsweredBy   `json:"by"`
	Interpreter bool                 `json:"interpreter,omitempty"`
	Place       string               `json:"place,omitempty"`
	Language    string               `json:"language"`
	Seconds     int                  `json:"seconds"`
	Answers     AnswersBody          `json:"answers"`
}

// AnswersBody are the answers by item, and by repeated section and item.
type AnswersBody struct {
	Items   map[string]AnswerBody              `json:"items"`
	Entries map[string][]map[string]AnswerBody `json:"entries,omitempty"`
}

// AnswerBody is one answer: exactly one of its fields, the one of the item's kind or Declined. What nobody answered is not there at all.
type AnswerBody struct {
	Declined bool        `json:"declined,omitempty"`
	Number   *float64    `json:"number,omitempty"`  // scale, number
	Option   *string     `json:"option,omitempty"`  // steps, yes_no, single
	Options  []string    `json:"options,omitempty"` // multiple
	Day      *civil.Date `json:"day,omitempty"`     // date
	Text     *string     `json:"text,omitempty"`    // short_text, long_text
}

// answer is the wire's answer to an item of a kind; false when it is of another kind, or several at once.
func (b AnswerBody) answer(kind instrument.Kind) (instrument.Answer, bool) {
	given := []bool{b.Declined, b.Number != nil, b.Option != nil, len(b.Options) > 0, b.Day != nil, b.Text != nil}
	at := slices.Index(given, true)
	if at < 0 || slices.Index(given[at+1:], true) >= 0 {
		return instrument.Answer{}, false
	}
	if b.Declined {
		return instrument.Answer{State: instrument.Declined}, true
	}
	a := instrument.Answer{State: instrument.Given}
	switch kind {
	case instrument.ScaleItem, instrument.NumberItem:
		if b.Number != nil {
			a.Number = *b.Number
		}
		return a, b.Number != nil
	case instrument.StepsItem, instrument.YesNoItem, instrument.SingleItem:
		if b.Option != nil {
			a.Option = *b.Option
		}
		return a, b.Option != nil
	case instrument.MultipleItem:
		a.Options = b.Options
		return a, len(b.Options) > 0
	case instrument.DateItem:
		if b.Day != nil {
			a.Day = *b.Day
		}
		return a, b.Day != nil
	default:
		if b.Text != nil {
			a.Text = *b.Text
		}
		return a, b.Text != nil
	}
}

// under reads the answers as answers to a form. An item that the form does not have is passed on, for the form itself to refuse.
func (b AnswersBody) under(f *instrument.Form) (instrument.Answers, error) {
	out := instrument.Answers{Items: map[string]instrument.Answer{}, Entries: map[string][]instrument.Entry{}}
	var c fault.Checks
	read := func(into map[string]instrument.Answer, name, code string, one AnswerBody) {
		item, _, known := f.Definition.Item(code)
		answer, fits := one.answer(item.Kind)
		c.That(!known || fits, name, "instrument.answer.state")
		into[code] = answer
	}
	for code, one := range b.Items {
		read(out.Items, "answers."+code, code, one)
	}
	for section, entries := range b.Entries {
		for n, entry := range entries {
			settled := instrument.Entry{}
			for code, one := range entry {
				read(settled, fmt.Sprintf("answers.%s[%d].%s", section, n+1, code), code, one)
			}
			out.Entries[section] = append(out.Entries[section], settled)
		}
	}
	return out, c.Err()
}

func measurementVerb(e Envelope) (verb, error) {
	body, err := readBody[MeasurementBody](e.Body)
	return func(tx *act.Tx) (bool, error) {
		again, err := body.record(tx, outcome.MeasurementID(e.ID))
		return again, ruled(err)
	}, err
}

// record asks for the client before it looks at anything else, so that a stranger's client is refused alike whether she exists or not.
// What the worker has recorded already is looked at though the client is no longer hers: it may be the same.
func (b MeasurementBody) record(tx *act.Tx, m outcome.MeasurementID) (again bool, err error) {
	if _, err := outcome.MayMeasure(tx, b.Client); err != nil {
		mine, failed := outcome.RecordedByActor(tx, m)
		if failed != nil || !mine {
			return false, cmp.Or(failed, err)
		}
	}
	f, err := instrument.FormOf(tx, b.Version)
	if err != nil {
		return false, err
	}
	answers, err := b.Answers.under(f)
	if err != nil {
		return false, err
	}
	receipt, err := outcome.Record(tx, outcome.Measurement{
		ID: m, Client: b.Client, Version: b.Version, Occasion: b.Occasion, Day: b.Day, By: b.By, Interpreter: b.Interpreter,
		Way: outcome.InField, Place: b.Place, Language: b.Language, Seconds: b.Seconds, Answers: answers,
	})
	return receipt.Again, err
}

// ruled makes a refusal of what a rule forbids as things stand: consent taken back, the instrument retired, the client erased. On the
// wire a conflict is another content under the same id and nothing else.
func ruled(err error) error {
	found := fault.Of(err)
	if found == nil || found.Kind != fault.Conflict || found.Key == "outcome.conflict" {
		return err
	}
	return fault.New(fault.Invalid, found.Key, found.Args...)
}

const (
	columnBody      = "field_returned.body"
	nounMeasurement = "measurement"
)

// sealedBody is what the desk keeps of a measurement that came back: all of it under the client's key.
type sealedBody struct {
	Client client.ClientID `json:"client"`
	Sealed string          `json:"sealed"` // base64
}

// sealBack makes a returned measurement fit to be kept. What is said about a client stands under her key; where the worker may not
// measure her, or her key is gone, nothing of it is kept at the desk, and the phone has the whole.
func sealBack(tx *act.Tx, e Envelope) (string, error) {
	body, err := readBody[MeasurementBody](e.Body)
	if err != nil {
		return "{}", nil // not to be read, so not to be sealed for anybody
	}
	h, err := client.Hold(tx, body.Client, client.Measuring)
	if err != nil {
		return "", err
	}
	if !tx.Actor.May(access.RecordMeasurements, h.Subject(nounMeasurement)) || h.Keepable() != nil {
		return "{}", nil
	}
	box, err := h.Seal(string(e.Body), columnBody, e.ID)
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(sealedBody{body.Client, base64.StdEncoding.EncodeToString(box)})
	return string(text), err
}

// openBack gives a returned measurement its body back, for as long as the worker may read of the client; else it stays empty.
func openBack(tx *act.Tx, envelope id.Of[Envelope], kept string) (string, error) {
	var s sealedBody
	if err := json.Unmarshal([]byte(kept), &s); err != nil {
		return "", err
	}
	box, err := base64.StdEncoding.DecodeString(s.Sealed)
	if err != nil || len(box) == 0 {
		return "{}", err
	}
	h, err := client.Hold(tx, s.Client, client.Measuring)
	if err != nil {
		return "", err
	}
	if !tx.Actor.May(h.Reading(access.ReadMeasurements), h.Subject(nounMeasurement)) {
		return "{}", nil
	}
	if err := tx.Require(h.Reading(access.ReadMeasurements), h.Subject(nounMeasurement)); err != nil {
		return "", err
	}
	text, err := h.Open(box, columnBody, envelope)
	if text == "" {
		text = "{}"
	}
	return text, err
}

// Measurement is what the envelope wanted to record, as far as it can be read; false when it is no measurement or is not to be read.
func (b Back) Measurement() (MeasurementBody, bool) {
	if b.Kind != kindMeasurement {
		return MeasurementBody{}, false
	}
	body, err := readBody[MeasurementBody](jsontext.Value(b.Body))
	return body, err == nil && !body.Client.IsZero()
}

// Under are its answers, as far as they can be read under a form.
func (b MeasurementBody) Under(f *instrument.Form) instrument.Answers {
	answers, _ := b.Answers.under(f) // the faults of answers are told as the reasons why it came back
	return answers
}
