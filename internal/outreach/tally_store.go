package outreach

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
)

// areaKey, placeKey and detailKey are the primary keys of the tables of sums.
type areaKey struct {
	organisation access.OrganisationID
	month        civil.Month
	unit         access.UnitID
	municipality string
	kind         string
}

type placeKey struct {
	organisation access.OrganisationID
	month        civil.Month
	municipality string
	place        PlaceID
}

type detailKey struct {
	areaKey
	dimension, code string
}

// ofYear is the key of the year's sum: an areaKey's month is then its January.
func (k detailKey) ofYear() detailKey {
	k.month.Month = time.January
	return k
}

const (
	areaKeys   = "organisation, month, municipality, unit, kind"
	placeKeys  = "organisation, place, municipality, month"
	placeSums  = "visits, present, conversations, clienthoods, onward, f1, f2, f3, f4, f5, minutes"
	detailKeys = "organisation, dimension, code, month, unit, municipality, kind"
	yearKeys   = "organisation, dimension, code, year, unit, municipality, kind"
	detailSums = "n"
)

var areaSums = placeSums + ", " + columnsOf("age_", AgeBands) + ", " + columnsOf("gender_", Genders) + ", " + columnsOf("onward_", OnwardCodes)

// The dimensions of details. Of years there are also all visits.
const (
	allVisits = "all"
	ofTopic   = "topic"
	ofWorker  = "worker"
)

// measures are what a visit adds to the sums: those of a place, then its people by the closed lists.
const (
	ofPlace = 11
	ofArea  = ofPlace + len(ByAge{}) + len(ByGender{}) + len(ByOnward{})
)

func measures(v Version) (m [ofArea]int) {
	f := v.Feedback
	own := [ofPlace]int{1, v.Present, v.Conversations, v.Clienthoods, v.Onward.Sum(), f[0], f[1], f[2], f[3], f[4], v.Minutes}
	copy(m[:], slices.Concat(own[:], v.Ages[:], v.Genders[:], v.Onward[:]))
	return m
}

// waiting is one row of the queue.
type waiting struct {
	stop     StopID
	no, sign int
}

func scanWaiting(s act.Scanner) (w waiting, err error) { return w, s.Scan(&w.stop, &w.no, &w.sign) }

func compareWaiting(a, b waiting) int {
	return cmp.Or(bytes.Compare(a.stop[:], b.stop[:]), cmp.Compare(a.no, b.no), cmp.Compare(a.sign, b.sign))
}

// gathered is a beginning of the queue and what it adds up to.
type gathered struct {
	queue []waiting
	sums  sums
}

// gather takes the versions with the oldest ids.
func gather(tx *act.Tx, most int) (g gathered, err error) {
	g.queue, err = act.All(tx, scanWaiting, "SELECT stop, no, sign FROM outreach_untallied ORDER BY stop, no, sign LIMIT $1", most)
	if err != nil {
		return g, err
	}
	g.sums = noSums()
	return g, g.sums.take(tx, g.queue)
}

// complete takes what came among those gathered since then. False when one of
// them is there no more: somebody else has moved it.
func (g *gathered) complete(tx *act.Tx) (bool, error) {
	last := g.queue[len(g.queue)-1]
	queue, err := act.All(tx, scanWaiting, "SELECT stop, no, sign FROM outreach_untallied WHERE (stop, no, sign) <= ($1, $2, $3) ORDER BY stop, no, sign",
		last.stop, last.no, last.sign)
	if err != nil {
		return false, err
	}
	come := slices.DeleteFunc(slices.Clone(queue), func(w waiting) bool {
		_, found := slices.BinarySearchFunc(g.queue, w, compareWaiting)
		return found
	})
	if len(queue)-len(come) != len(g.queue) {
		return false, nil
	}
	g.queue = queue
	return true, g.sums.take(tx, come)
}

// moveToMonths moves what was gathered ahead, or gathers now. On PostgreSQL two
// nodes that move the same ones collide, and one begins again.
func moveToMonths(tx *act.Tx, most int, g gathered, heard wordDays) (int, error) {
	whole := false
	if len(g.queue) > 0 {
		var err error
		if whole, err = g.complete(tx); err != nil {
			return 0, err
		}
	}
	if !whole {
		var err error
		if g, err = gather(tx, most); err != nil || len(g.queue) == 0 {
			return 0, err
		}
	}
	if err := g.sums.store(tx); err != nil {
		return 0, fmt.Errorf("tally: %w", err)
	}
	if err := g.sums.words.store(tx, heard); err != nil {
		return 0, fmt.Errorf("tally: %w", err)
	}
	last := g.queue[len(g.queue)-1]
	_, err := tx.Exec("DELETE FROM outreach_untallied WHERE (stop, no, sign) <= ($1, $2, $3)", last.stop, last.no, last.sign)
	return len(g.queue), err
}

// sums are what a batch adds to the months, and the words in it.
type sums struct {
	areas   map[areaKey]*[ofArea]int
	places  map[placeKey]*[ofPlace]int
	details map[detailKey]*[1]int
	words   wordDays
}

func noSums() sums {
	return sums{areas: map[areaKey]*[ofArea]int{}, places: map[placeKey]*[ofPlace]int{}, details: map[detailKey]*[1]int{}, words: wordDays{}}
}

// take adds versions of the queue. They are looked up by their ids: asked to join
// the queue with the versions, PostgreSQL would rather read a million of them.
func (s sums) take(tx *act.Tx, queue []waiting) error {
	type key struct {
		stop StopID
		no   int
	}
	signs := map[key]int{}
	var stops []StopID
	for _, w := range queue {
		signs[key{w.stop, w.no}] += w.sign
		stops = append(stops, w.stop)
	}
	for some := range act.Shares(slices.Compact(stops), 1) {
		var a act.Args
		err := act.Each(tx, func(row act.Scanner) error {
			var folded string
			v, err := scanVersion(longer{row, &folded})
			if err != nil {
				return err
			}
			if sign := signs[key{v.ID, v.No}]; sign != 0 {
				s.add(v, sign)
			}
			if v.State == Current {
				s.words.add(v, folded)
			}
			return nil
		}, "SELECT "+readColumns+", heard_folded FROM outreach_version WHERE stop IN "+act.List(&a, some), a.Values...)
		if err != nil {
			return err
		}
	}
	return nil
}

// longer is a row with one column more.
type longer struct {
	act.Scanner
	more any
}

func (l longer) Scan(dest ...any) error { return l.Scanner.Scan(append(dest, l.more)...) }

func (s sums) add(v Version, sign int) {
	key := areaKey{v.Organisation, civil.MonthOf(v.Day), v.Unit, v.Municipality, v.Kind}
	a, p := grown(s.areas, key), grown(s.places, placeKey{v.Organisation, key.month, v.Municipality, v.Place})
	for i, n := range measures(v) {
		a[i] += sign * n
		if i < ofPlace {
			p[i] += sign * n
		}
	}
	for _, t := range v.Topics {
		grown(s.details, detailKey{key, ofTopic, t.String()})[0] += sign
	}
	for _, w := range v.Workers {
		grown(s.details, detailKey{key, ofWorker, w.String()})[0] += sign
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
	for k := range s.places {
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
		if k.dimension == ofTopic {
			n := s.details[k]
			delete(s.details, k)
			k.code = codes[k.code]
			s.details[k] = n
		}
	}
	return nil
}

func (s sums) store(tx *act.Tx) error {
	if err := s.nameTopics(tx); err != nil {
		return err
	}
	rows := make([]sumRow, 0, len(s.areas))
	for k, n := range s.areas {
		rows = append(rows, newSumRow(n[:], k.organisation, k.month, k.municipality, k.unit, k.kind))
	}
	if err := addUp(tx, "outreach_area_month", areaKeys, areaSums, rows); err != nil {
		return err
	}
	rows = make([]sumRow, 0, len(s.places))
	for k, n := range s.places {
		rows = append(rows, newSumRow(n[:], k.organisation, k.place, k.municipality, k.month))
	}
	if err := addUp(tx, "outreach_place_month", placeKeys, placeSums, rows); err != nil {
		return err
	}
	rows = make([]sumRow, 0, len(s.details))
	for k, n := range s.details {
		rows = append(rows, newSumRow(n[:], k.organisation, k.dimension, k.code, k.month, k.unit, k.municipality, k.kind))
	}
	if err := addUp(tx, "outreach_detail_month", detailKeys, detailSums, rows); err != nil {
		return err
	}
	return s.storeYears(tx)
}

// storeYears adds what the months got to their years.
func (s sums) storeYears(tx *act.Tx) error {
	years := map[detailKey]*[1]int{}
	for k, n := range s.areas {
		grown(years, detailKey{k, allVisits, ""}.ofYear())[0] += n[0]
	}
	for k, n := range s.details {
		grown(years, k.ofYear())[0] += n[0]
	}
	rows := make([]sumRow, 0, len(years))
	for k, n := range years {
		rows = append(rows, newSumRow(n[:], k.organisation, k.dimension, k.code, k.month.Year, k.unit, k.municipality, k.kind))
	}
	return addUp(tx, "outreach_year", yearKeys, detailSums, rows)
}

// sumRow is a row of a table of sums with its key as a text to be sorted by.
type sumRow struct {
	key    string
	values []any
}

func newSumRow(sums []int, keys ...any) sumRow {
	r := sumRow{key: joined(keys...), values: keys}
	for _, n := range sums {
		r.values = append(r.values, n)
	}
	return r
}

func joined(parts ...any) string {
	var b strings.Builder
	for _, p := range parts {
		if s, ok := p.(string); ok {
			b.WriteString(s)
		} else {
			fmt.Fprint(&b, p)
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
