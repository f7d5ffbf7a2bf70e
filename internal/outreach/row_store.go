package outreach

import (
	"errors"
	"fmt"
	"runtime/debug"
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

// taking takes the texts of rows apart on a core of its own, while another fetches them.
type taking struct {
	texts chan []string
	some  []string
	done  chan struct{}
	err   error
}

// textsAtOnce are so many that handing them over costs nothing.
var textsAtOnce = 512

// takeApart gives the rows to fn one after the other, not on the goroutine that calls row.
func takeApart(fn func(Row) error) *taking {
	const ahead = 4
	t := &taking{texts: make(chan []string, ahead), done: make(chan struct{})}
	go t.take(fn)
	return t
}

func (t *taking) take(fn func(Row) error) {
	defer close(t.done)
	defer func() {
		if p := recover(); p != nil {
			t.err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	read := newRowReader()
	for some := range t.texts {
		for _, text := range some {
			r, err := read.row(text)
			if err == nil {
				err = fn(r)
			}
			if err != nil {
				t.err = err
				return
			}
		}
	}
}

// errTaken ends the fetching when the taking apart has ended; its reason is told by end.
var errTaken = errors.New("nobody takes more rows")

// row is called for every row.
func (t *taking) row(s act.Scanner) error {
	var text string
	if err := s.Scan(&text); err != nil {
		return err
	}
	if t.some = append(t.some, text); len(t.some) < textsAtOnce {
		return nil
	}
	return t.hand()
}

func (t *taking) hand() error {
	select {
	case t.texts <- t.some:
		t.some = make([]string, 0, textsAtOnce)
		return nil
	case <-t.done:
		return errTaken
	}
}

// end waits until all is taken apart.
func (t *taking) end() error {
	if len(t.some) > 0 {
		_ = t.hand() // when nobody takes them any more, err says why
	}
	close(t.texts)
	<-t.done
	return t.err
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
