package outreach

import (
	"fmt"
	"strconv"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/id"
)

// rowText is a visit of a list as words with a space between. None of them has a
// space in it. To take rows apart column by column costs more than to find them.
const rowText = `concat_ws(' ', v.stop, v.organisation, v.unit, v.place, v.municipality, v.day, COALESCE(v.starts, '-'), COALESCE(v.ends, '-'), v.kind,
	v.present, v.conversations, v.clienthoods, v.onward, v.minutes, v.f1, v.f2, v.f3, v.f4, v.f5, v.no)`

// rowReader takes such texts apart. The same organisations, units and places come again and again.
type rowReader struct {
	organisations map[string]access.OrganisationID
	units         map[string]access.UnitID
	places        map[string]PlaceID
	words         []string
}

func newRowReader() *rowReader {
	return &rowReader{map[string]access.OrganisationID{}, map[string]access.UnitID{}, map[string]PlaceID{}, nil}
}

// scan reads a row's text and the name of its place.
func (read *rowReader) scan(s act.Scanner) (Row, error) {
	var text, place string
	if err := s.Scan(&text, &place); err != nil {
		return Row{}, err
	}
	r, err := read.row(text)
	r.PlaceName = place
	return r, err
}

func (read *rowReader) row(text string) (r Row, err error) {
	read.words = read.words[:0]
	for more := true; more; {
		var word string
		word, text, more = strings.Cut(text, " ")
		read.words = append(read.words, word)
	}
	w := read.words
	numbers := []*int{&r.Present, &r.Conversations, &r.Clienthoods, &r.Onward, &r.Minutes,
		&r.Feedback[0], &r.Feedback[1], &r.Feedback[2], &r.Feedback[3], &r.Feedback[4], &r.Version}
	if len(w) != 9+len(numbers) {
		return r, fmt.Errorf("a visit of %d words", len(w))
	}
	r.Municipality, r.Kind = w[4], w[8]
	for i, n := range numbers {
		if *n, err = strconv.Atoi(w[9+i]); err != nil {
			return r, err
		}
	}
	if r.ID, err = id.Parse[Stop](w[0]); err != nil {
		return r, err
	}
	if r.Organisation, err = known(read.organisations, w[1]); err != nil {
		return r, err
	}
	if r.Unit, err = known(read.units, w[2]); err != nil {
		return r, err
	}
	if r.Place, err = known(read.places, w[3]); err != nil {
		return r, err
	}
	if r.Day, err = civil.ParseDate(w[5]); err != nil {
		return r, err
	}
	if r.Start, err = clockOrNone(w[6]); err != nil {
		return r, err
	}
	r.End, err = clockOrNone(w[7])
	return r, err
}

func known[T any](of map[string]id.Of[T], word string) (id.Of[T], error) {
	if found, there := of[word]; there {
		return found, nil
	}
	found, err := id.Parse[T](word)
	of[strings.Clone(word)] = found
	return found, err
}

func clockOrNone(word string) (*civil.Clock, error) {
	if word == "-" {
		return nil, nil
	}
	c, err := civil.ParseClock(word)
	return &c, err
}
