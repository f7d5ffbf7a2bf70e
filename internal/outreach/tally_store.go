package outreach

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
)

// monthKey and detailKey are the primary keys of the two tables of sums.
type monthKey struct {
	organisation access.OrganisationID
	month        civil.Month
	unit         access.UnitID
	municipality string
	place        PlaceID
	kind         string
}

type detailKey struct {
	organisation    access.OrganisationID
	month           civil.Month
	dimension, code string
	unit            access.UnitID
	municipality    string
	kind            string
}

const (
	monthKeys  = "organisation, month, unit, municipality, place, kind"
	monthSums  = "visits, present, conversations, clienthoods, onward, f1, f2, f3, f4, f5, minutes"
	detailKeys = "organisation, dimension, month, code, unit, municipality, kind"
	detailSums = "n"
)

// waiting is one row of the queue.
type waiting struct {
	stop     StopID
	no, sign int
}

// moveToMonths moves the versions with the oldest ids. On PostgreSQL two nodes
// that move the same ones collide, and one begins again.
func moveToMonths(tx *act.Tx, most int) (int, error) {
	queue, err := act.All(tx, func(s act.Scanner) (w waiting, err error) { return w, s.Scan(&w.stop, &w.no, &w.sign) },
		"SELECT stop, no, sign FROM outreach_untallied ORDER BY stop, no, sign LIMIT $1", most)
	if err != nil || len(queue) == 0 {
		return 0, err
	}
	s, err := sumUp(tx, queue)
	if err != nil {
		return 0, err
	}
	if err := s.store(tx); err != nil {
		return 0, fmt.Errorf("tally: %w", err)
	}
	last := queue[len(queue)-1]
	_, err = tx.Exec("DELETE FROM outreach_untallied WHERE (stop, no, sign) <= ($1, $2, $3)", last.stop, last.no, last.sign)
	return len(queue), err
}

// sumUp looks the versions up by their ids: asked to join the queue with the
// versions, PostgreSQL would rather read a million of them.
func sumUp(tx *act.Tx, queue []waiting) (sums, error) {
	type key struct {
		stop StopID
		no   int
	}
	s := sums{months: map[monthKey]*[11]int{}, details: map[detailKey]*[1]int{}}
	signs := map[key]int{}
	var stops []StopID
	for _, w := range queue {
		signs[key{w.stop, w.no}] += w.sign
		stops = append(stops, w.stop)
	}
	for some := range act.Shares(slices.Compact(stops), 1) {
		var a act.Args
		err := act.Each(tx, func(row act.Scanner) error {
			v, err := scanVersion(row)
			if sign := signs[key{v.ID, v.No}]; err == nil && sign != 0 {
				s.add(v, sign)
			}
			return err
		}, "SELECT "+readColumns+" FROM outreach_version WHERE stop IN "+act.List(&a, some), a.Values...)
		if err != nil {
			return s, err
		}
	}
	return s, s.nameTopics(tx)
}

// sums are what a batch adds to the months.
type sums struct {
	months  map[monthKey]*[11]int
	details map[detailKey]*[1]int
}

func (s sums) add(v Version, sign int) {
	month := civil.MonthOf(v.Day)
	m := grown(s.months, monthKey{v.Organisation, month, v.Unit, v.Municipality, v.Place, v.Kind})
	f := v.Feedback
	for i, n := range []int{1, v.Present, v.Conversations, v.Clienthoods, v.Onward.Sum(), f[0], f[1], f[2], f[3], f[4], v.Minutes} {
		m[i] += sign * n
	}
	detail := func(dimension, code string, n int) {
		if n > 0 {
			grown(s.details, detailKey{v.Organisation, month, dimension, code, v.Unit, v.Municipality, v.Kind})[0] += sign * n
		}
	}
	for i, code := range AgeBands {
		detail("age", code, v.Ages[i])
	}
	for i, code := range Genders {
		detail("gender", code, v.Genders[i])
	}
	for i, code := range OnwardCodes {
		detail("onward", code, v.Onward[i])
	}
	for _, t := range v.Topics {
		detail("topic", t.String(), 1)
	}
	for _, w := range v.Workers {
		detail("worker", w.String(), 1)
	}
}

func grown[K comparable, V any](m map[K]*V, k K) *V {
	v, there := m[k]
	if !there {
		v = new(V)
		m[k] = v
	}
	return v
}

// nameTopics puts the topics' codes in the place of their ids.
func (s sums) nameTopics(tx *act.Tx) error {
	var organisations []access.OrganisationID
	for k := range s.months {
		organisations = append(organisations, k.organisation)
	}
	topics, err := listTopics(tx, sortedIDs(organisations))
	if err != nil {
		return err
	}
	codes := map[string]string{}
	for _, t := range topics {
		codes[t.ID.String()] = t.Code
	}
	// What is put into a map while it is walked may be met again.
	for _, k := range slices.Collect(maps.Keys(s.details)) {
		if k.dimension == "topic" {
			n := s.details[k]
			delete(s.details, k)
			k.code = codes[k.code]
			s.details[k] = n
		}
	}
	return nil
}

func (s sums) store(tx *act.Tx) error {
	rows := make([]sumRow, 0, len(s.months))
	for k, n := range s.months {
		values := []any{k.organisation, k.month, k.unit, k.municipality, k.place, k.kind}
		for _, one := range n {
			values = append(values, one)
		}
		rows = append(rows, sumRow{joined(k.organisation, k.month, k.unit, k.municipality, k.place, k.kind), values})
	}
	if err := addUp(tx, "outreach_month", monthKeys, monthSums, rows); err != nil {
		return err
	}
	rows = make([]sumRow, 0, len(s.details))
	for k, n := range s.details {
		rows = append(rows, sumRow{
			joined(k.organisation, k.dimension, k.month, k.code, k.unit, k.municipality, k.kind),
			[]any{k.organisation, k.dimension, k.month, k.code, k.unit, k.municipality, k.kind, n[0]},
		})
	}
	return addUp(tx, "outreach_detail_month", detailKeys, detailSums, rows)
}

// sumRow is a row of a table of sums with its key as a text to be sorted by.
type sumRow struct {
	key    string
	values []any
}

func joined(parts ...any) string {
	var b strings.Builder
	for _, p := range parts {
		if s, ok := p.(string); ok {
			b.WriteString(s)
		} else {
			b.WriteString(p.(fmt.Stringer).String())
		}
		b.WriteByte(' ')
	}
	return b.String()
}

// addUp adds rows to a table of sums, in the order of their keys: so two nodes
// never hold what the other waits for.
func addUp(tx *act.Tx, table, keys, columns string, rows []sumRow) error {
	slices.SortFunc(rows, func(a, b sumRow) int { return strings.Compare(a.key, b.key) })
	var set []string
	for c := range strings.SplitSeq(columns, ", ") {
		set = append(set, c+" = "+table+"."+c+" + excluded."+c)
	}
	width := strings.Count(keys+", "+columns, ",") + 1
	for some := range act.Shares(rows, width) {
		var values []any
		for _, r := range some {
			values = append(values, r.values...)
		}
		_, err := tx.Exec("INSERT INTO "+table+" ("+keys+", "+columns+") VALUES "+act.Values(len(some), width)+
			" ON CONFLICT ("+keys+") DO UPDATE SET "+strings.Join(set, ", "), values...)
		if err != nil {
			return err
		}
	}
	return nil
}
