package outreach

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/id"
)

// store writes the words with their days. Most of them are there already, and to
// see that costs less than to write them again; heard remembers what was seen.
func (w wordDays) store(tx *act.Tx, heard wordDays) error {
	type monthOf struct {
		organisation access.OrganisationID
		month        civil.Month
	}
	months := map[monthOf][]string{}
	for k, on := range w {
		if on&^heard[k] == 0 {
			delete(w, k)
			continue
		}
		m := monthOf{k.organisation, k.month}
		months[m] = append(months[m], k.word)
	}
	news := map[access.OrganisationID][]string{}
	for m, words := range months {
		unheard, err := w.leaveOut(tx, heard, m.organisation, m.month, words)
		if err != nil {
			return err
		}
		news[m.organisation] = append(news[m.organisation], unheard...)
	}
	for _, o := range sortedIDs(slices.Collect(maps.Keys(news))) {
		if err := enlargeVocabulary(tx, o, news[o]); err != nil {
			return err
		}
	}
	return w.write(tx)
}

// eachWord looks words up one by one, by the key of their rows. Asked for many words at once,
// PostgreSQL would read the whole table as long as it thinks that it is small.
const (
	eachWord    = "WITH w (word) AS (VALUES %s) SELECT w.word, %s FROM w"
	daysOfWord  = "COALESCE((SELECT o.days FROM outreach_word o WHERE o.organisation = $1 AND o.word = w.word AND o.month = $2), 0)"
	wordIsKnown = "COALESCE((SELECT o.month FROM outreach_word o WHERE o.organisation = $1 AND o.word = w.word LIMIT 1), '')"
)

// leaveOut takes out what is on record already and gives the words that nobody
// has heard in that month.
func (w wordDays) leaveOut(tx *act.Tx, heard wordDays, o access.OrganisationID, month civil.Month, words []string) (unheard []string, err error) {
	for some := range act.Shares(words, 1) {
		a := act.Args{Values: []any{o, month}}
		err := act.Each(tx, func(s act.Scanner) error {
			k := wordMonth{organisation: o, month: month}
			var on days
			if err := s.Scan(&k.word, &on); err != nil {
				return err
			}
			switch {
			case on == 0:
				unheard = append(unheard, k.word)
				return nil
			case w[k]&^on == 0:
				delete(w, k)
			}
			heard[k] = on
			return nil
		}, fmt.Sprintf(eachWord, rowsOfOne(&a, some), daysOfWord), a.Values...)
		if err != nil {
			return nil, err
		}
	}
	return unheard, nil
}

// rowsOfOne are the marks of values that stand in a row each.
func rowsOfOne(a *act.Args, values []string) string {
	marks := make([]string, len(values))
	for i, v := range values {
		marks[i] = "(" + a.Add(v) + ")"
	}
	return strings.Join(marks, ", ")
}

// write adds the days in the order of the keys, as sums are added.
func (w wordDays) write(tx *act.Tx) error {
	keys := slices.SortedFunc(maps.Keys(w), func(a, b wordMonth) int {
		return cmp.Or(cmp.Compare(a.organisation.String(), b.organisation.String()), cmp.Compare(a.word, b.word), a.month.Compare(b.month))
	})
	for some := range act.Shares(keys, 4) {
		var values []any
		for _, k := range some {
			values = append(values, k.organisation, k.word, k.month, int64(w[k]))
		}
		_, err := tx.Exec("INSERT INTO outreach_word (organisation, word, month, days) VALUES "+act.Values(len(some), 4)+
			" ON CONFLICT (organisation, word, month) DO UPDATE SET days = outreach_word.days | excluded.days", values...)
		if err != nil {
			return fmt.Errorf("words: %w", err)
		}
	}
	return nil
}

// A row of the vocabulary is so long at most: what fits into one page of SQLite
// beside others and is kept as it is by PostgreSQL.
const vocabularyRow = 900 // bytes

// enlargeVocabulary adds the words that the organisation has never heard.
func enlargeVocabulary(tx *act.Tx, o access.OrganisationID, words []string) error {
	slices.Sort(words)
	words = slices.Compact(words)
	known := map[string]bool{}
	for some := range act.Shares(words, 1) {
		a := act.Args{Values: []any{o}}
		err := act.Each(tx, func(s act.Scanner) error {
			var word, month string
			err := s.Scan(&word, &month)
			known[word] = month != ""
			return err
		}, fmt.Sprintf(eachWord, rowsOfOne(&a, some), wordIsKnown), a.Values...)
		if err != nil {
			return err
		}
	}
	rows := act.NewBulk(tx, "INSERT INTO outreach_vocabulary (organisation, id, words)", 3)
	var row strings.Builder
	for _, word := range words {
		if known[word] {
			continue
		}
		if row.Len()+len(word) > vocabularyRow {
			if err := rows.Add(o, id.New[vocabulary](), row.String()); err != nil {
				return err
			}
			row.Reset()
		}
		row.WriteString(word + " ")
	}
	if row.Len() > 0 {
		if err := rows.Add(o, id.New[vocabulary](), row.String()); err != nil {
			return err
		}
	}
	return rows.Close()
}

type vocabulary struct{}

// mostAlike is how many words a part is looked for in; what is part of more
// words is heard nearly every day.
const mostAlike = 200

// daysOfPart gives the days on which a word with that part was heard, and false
// when there are too many such words.
func daysOfPart(tx *act.Tx, o access.OrganisationID, part string) (map[civil.Month]days, bool, error) {
	var alike []string
	err := act.Each(tx, func(s act.Scanner) error {
		var row string
		err := s.Scan(&row)
		for word := range strings.FieldsSeq(row) {
			if strings.Contains(word, part) {
				alike = append(alike, word)
			}
		}
		return err
	}, "SELECT words FROM outreach_vocabulary WHERE organisation = $1 AND words LIKE $2 LIMIT $3", o, "%"+part+"%", mostAlike+1)
	if err != nil || len(alike) > mostAlike {
		return nil, false, err
	}
	on := map[civil.Month]days{}
	for some := range act.Shares(alike, 1) {
		a := act.Args{Values: []any{o}}
		err := act.Each(tx, func(s act.Scanner) error {
			var month civil.Month
			var d days
			err := s.Scan(&month, &d)
			on[month] |= d
			return err
		}, "SELECT month, days FROM outreach_word WHERE organisation = $1 AND word IN "+act.List(&a, some), a.Values...)
		if err != nil {
			return nil, false, err
		}
	}
	return on, true, nil
}

// mostWaiting is how many visits may wait for their words to be taken up before
// nothing can be told from the words of the others.
const mostWaiting = TallyBatch

// daysWaiting are the days of the visits whose words were not taken up yet, and
// false when there are too many of them.
func daysWaiting(tx *act.Tx, of []access.OrganisationID) (map[access.OrganisationID][]civil.Date, bool, error) {
	on, waiting := map[access.OrganisationID][]civil.Date{}, 0
	err := act.Each(tx, func(s act.Scanner) error {
		var o access.OrganisationID
		var day civil.Date
		err := s.Scan(&o, &day)
		if waiting++; slices.Contains(of, o) {
			on[o] = append(on[o], day)
		}
		return err
	}, `SELECT v.organisation, v.day FROM (SELECT stop, no FROM outreach_untallied LIMIT $1) w CROSS JOIN outreach_version v
		WHERE v.stop = w.stop AND v.no = w.no`, mostWaiting+1)
	return on, waiting <= mostWaiting, err
}

// placesNamed are the places in whose names the text stands, most+1 at most.
func placesNamed(tx *act.Tx, of []access.OrganisationID, text string, most int) (map[access.OrganisationID][]PlaceID, int, error) {
	var a act.Args
	places, n := map[access.OrganisationID][]PlaceID{}, 0
	err := act.Each(tx, func(s act.Scanner) error {
		var o access.OrganisationID
		var p PlaceID
		err := s.Scan(&o, &p)
		places[o], n = append(places[o], p), n+1
		return err
	}, "SELECT organisation, id FROM outreach_place WHERE organisation IN "+act.List(&a, of)+
		" AND name_folded LIKE "+a.Add(contains(text))+" ESCAPE '!' LIMIT "+a.Add(most+1), a.Values...)
	return places, n, err
}
