package bench

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/db"
	"rinnalla/internal/i18n"
	"rinnalla/internal/id"
	"rinnalla/internal/outreach"
)

// The full database is loaded below the acts, because a million acts take longer than all
// that is measured: the visits in the order of their days, a row in the use log for each, a seal for each
// thousand, and the sums by month as the program would have moved them there.
const (
	rowsPerLoad = 50_000
	rowsPerSeal = 1_000
	// The world's own settling was sealed before.
	firstSeal = 100
)

var visitColumns = strings.Fields(`stop no state organisation unit round place municipality day month starts ends kind rule
	present conversations clienthoods age_u18 age_18_29 age_30_49 age_50_64 age_65_ age_unknown
	gender_unknown gender_woman gender_man gender_other
	onward_social_work onward_social_counselling onward_health onward_substance onward_employment onward_kela onward_debt
	onward_food_aid onward_housing onward_peer onward_other onward f1 f2 f3 f4 f5 feedback minutes topics workers
	recorded_by recorded_at made_at source import correction reason heard heard_folded`)

var logColumns = strings.Fields(`id organisation unit at actor_kind actor actor_name permission purpose subject_kind subject
	outcome act`)

var sealColumns = strings.Fields(`organisation year no at entries members root previous chain`)

var placeColumns = strings.Fields(`organisation month municipality place visits present conversations clienthoods
	onward f1 f2 f3 f4 f5 minutes`)

var areaColumns = strings.Fields(`organisation month unit municipality kind visits present conversations clienthoods
	onward f1 f2 f3 f4 f5 minutes age_u18 age_18_29 age_30_49 age_50_64 age_65_ age_unknown
	gender_unknown gender_woman gender_man gender_other
	onward_social_work onward_social_counselling onward_health onward_substance onward_employment onward_kela onward_debt
	onward_food_aid onward_housing onward_peer onward_other`)

var detailColumns = strings.Fields(`organisation month dimension code unit municipality kind n`)

var yearColumns = strings.Fields(`organisation dimension code year unit municipality kind n`)

var heardColumns = strings.Fields(`organisation word month days`)

var vocabularyColumns = strings.Fields(`organisation id words`)

// generalRule is the counting rule that every installation begins with.
const generalRule = "00000000-0000-7000-8000-00000000c001"

// loader makes visits, always the same for the same seed but for their ids.
type loader struct {
	*world
	rnd     *rand.Rand
	areas   map[areaKey]*[32]int
	byPlace map[placeKey]*[11]int
	details map[detailKey]int
	talk    talk
	words   map[wordKey]int
	seals   int
	sealed  []byte
}

type areaKey struct{ month, unit, municipality, kind string }

type placeKey struct{ month, municipality, place string }

type detailKey struct {
	areaKey
	dimension, code string
}

type wordKey struct{ word, month string }

func (w *world) load(ctx context.Context, d *db.DB, rows int) error {
	l := &loader{
		world: w, rnd: rand.New(rand.NewPCG(2018, 2019)), areas: map[areaKey]*[32]int{}, byPlace: map[placeKey]*[11]int{},
		details: map[detailKey]int{}, words: map[wordKey]int{},
	}
	l.talk = newTalk(l.rnd)
	for done := 0; done < rows; {
		n := min(rowsPerLoad, rows-done)
		visits, log, seals := l.some(done, n, rows)
		err := d.Load(ctx, func(tx *db.Tx) error {
			if err := insert(tx, "outreach_version", visitColumns, visits); err != nil {
				return err
			}
			if err := insert(tx, "act_log", logColumns, log); err != nil {
				return err
			}
			return insert(tx, "act_seal", sealColumns, seals)
		})
		if err != nil {
			return err
		}
		done += n
	}
	if err := d.Load(ctx, l.sums); err != nil {
		return err
	}
	return d.Analyze(ctx)
}

func (l *loader) sums(tx *db.Tx) error {
	// Every visit went into the queue; these sums are what the program would have made of it.
	if _, err := tx.Exec("DELETE FROM outreach_untallied"); err != nil {
		return err
	}
	if err := insert(tx, "outreach_area_month", areaColumns, l.areaRows()); err != nil {
		return err
	}
	if err := insert(tx, "outreach_place_month", placeColumns, l.placeRows()); err != nil {
		return err
	}
	if err := insert(tx, "outreach_detail_month", detailColumns, l.detailRows()); err != nil {
		return err
	}
	if err := insert(tx, "outreach_year", yearColumns, l.yearRows()); err != nil {
		return err
	}
	if err := insert(tx, "outreach_word", heardColumns, l.wordRows()); err != nil {
		return err
	}
	return insert(tx, "outreach_vocabulary", vocabularyColumns, l.vocabularyRows())
}

// insert adds rows as fast as the engine can: by COPY, or by long statements.
func insert(tx *db.Tx, table string, columns []string, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	if tx.Engine() == db.Postgres {
		var text bytes.Buffer
		for _, row := range rows {
			for i, v := range row {
				if i > 0 {
					text.WriteByte('\t')
				}
				copyText(&text, v)
			}
			text.WriteByte('\n')
		}
		return tx.CopyText(table, columns, &text)
	}
	head := "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES "
	for some := range act.Shares(rows, len(columns)) {
		if _, err := tx.Exec(head+act.Values(len(some), len(columns)), slices.Concat(some...)...); err != nil {
			return err
		}
	}
	return nil
}

// copyText writes a value in COPY's text form. The loader's texts hold neither tab nor line end nor backslash.
func copyText(b *bytes.Buffer, v any) {
	switch v := v.(type) {
	case nil:
		b.WriteString(`\N`)
	case []byte:
		b.WriteString(`\\x` + hex.EncodeToString(v))
	default:
		fmt.Fprint(b, v)
	}
}

func (l *loader) some(done, n, of int) (visits, log, seals [][]any) {
	days := l.last.Sub(l.first)
	for i := range n {
		day := l.first.AddDays((done + i) * days / of)
		v := l.one(day)
		if (done+i)%rareEvery == rareEvery/2 {
			v.Heard += " " + rareWord
		}
		if (done+i)%seldomEvery == seldomEvery/2 {
			v.Heard += " " + seldomWord
		}
		l.add(v)
		l.newest = v.ID
		visits = append(visits, v.row())
		log = append(log, l.logged(v))
		if l.sealed = append(l.sealed, v.entry[:]...); len(l.sealed) == 16*rowsPerSeal || done+i+1 == of {
			seals = append(seals, l.seal(v))
		}
	}
	return visits, log, seals
}

// visit is one loaded visit.
type visit struct {
	outreach.Stop
	municipality string
	entry        id.Of[act.Entry]
	at           civil.Instant
	by           person
}

func (l *loader) one(day civil.Date) visit {
	r := l.rnd
	by := l.workers[r.IntN(len(l.workers))]
	place := l.placeOf(by)
	start := civil.Clock{Hour: 8 + r.IntN(8), Minute: 15 * r.IntN(4)}
	end := civil.Clock{Hour: start.Hour + 2, Minute: start.Minute}
	at := civil.At(day, civil.Clock{Hour: 17, Minute: 0})
	v := visit{municipality: place.Municipality, by: by, at: at}
	v.entry = mint[act.Entry](r, at)
	v.Stop = outreach.Stop{
		ID: mint[outreach.Stop](r, at), Organisation: l.organisation, Unit: by.Posts[0].Unit, Place: place.ID, Day: day,
		Start: &start, End: &end, Kind: outreach.StopKinds[max(0, r.IntN(12)-8)], Present: 8 + r.IntN(60),
		Conversations: 4 + r.IntN(20), Clienthoods: r.IntN(3), Minutes: 30 * (1 + r.IntN(8)), Workers: []access.WorkerID{by.ID},
		Ages: outreach.ByAge{0, r.IntN(2), r.IntN(2), r.IntN(2), 0, 1}, Genders: outreach.ByGender{1, r.IntN(2), r.IntN(2), 0},
		Feedback: outreach.ByMark{0, r.IntN(2), r.IntN(2), r.IntN(4), r.IntN(4)},
		Heard:    l.talk.heard(),
	}
	v.Onward[r.IntN(len(v.Onward))] = 1 + r.IntN(3)
	first := r.IntN(len(l.topics) - 1)
	for _, t := range l.topics[first : first+1+r.IntN(2)] {
		v.Topics = append(v.Topics, t.ID)
	}
	return v
}

// placeOf is a place in one of the two municipalities that the worker's unit goes to; some are visited more than others.
func (l *loader) placeOf(by person) outreach.Place {
	unit := slices.Index(l.units, by.Posts[0].Unit)
	n := len(l.municipalities)
	row := int(float64(len(l.places)/n) * l.rnd.Float64() * l.rnd.Float64())
	return l.places[row*n+(unit*2+l.rnd.IntN(2))%n]
}

// mint makes an id of a given time.
func mint[T any](r *rand.Rand, at civil.Instant) id.Of[T] {
	o := id.FirstAt[T](at.Time())
	for i := range 8 {
		o[8+i] |= byte(r.UintN(256)) & map[bool]byte{true: 0x3f, false: 0xff}[i == 0]
	}
	return o
}

func (v visit) row() []any {
	row := []any{
		v.ID.String(), 1, string(outreach.Current), v.Organisation.String(), v.Unit.String(), nil, v.Place.String(), v.municipality,
		v.Day.String(), civil.MonthOf(v.Day).String(), v.Start.String(), v.End.String(), v.Kind, generalRule,
		v.Present, v.Conversations, v.Clienthoods,
	}
	for _, counts := range [][]int{v.Ages[:], v.Genders[:], v.Onward[:]} {
		for _, n := range counts {
			row = append(row, n)
		}
	}
	row = append(row, v.Onward.Sum())
	for _, n := range v.Feedback {
		row = append(row, n)
	}
	return append(row, int(v.Feedback.Mean()*100+0.5), v.Minutes, listed(v.Topics), listed(v.Workers), v.by.ID.String(),
		v.at.String(), v.at.String(), string(outreach.Field), nil, nil, "", v.Heard, i18n.Fold(v.Heard))
}

func listed[T any](ids []id.Of[T]) string {
	text := " "
	for _, i := range ids {
		text += i.String() + " "
	}
	return text
}

func (l *loader) logged(v visit) []any {
	return []any{
		v.entry.String(), v.Organisation.String(), v.Unit.String(), v.at.String(), string(access.KindWorker), v.by.ID.String(), v.by.Name,
		access.RecordVisits.Name(), access.RecordVisits.Purpose(), "visit", v.ID.String(), string(act.Done), mint[act.Act](l.rnd, v.at).String(),
	}
}

// seal is a link of the size that the program makes. Its hashes are not reckoned: nobody verifies this log.
func (l *loader) seal(v visit) []any {
	l.seals++
	hash := make([]byte, 32)
	row := []any{v.Organisation.String(), v.at.Date().Year, firstSeal + l.seals, v.at.String(), len(l.sealed) / 16, l.sealed, hash, hash, hash}
	l.sealed = nil
	return row
}

func (l *loader) add(v visit) {
	area := areaKey{civil.MonthOf(v.Day).String(), v.Unit.String(), v.municipality, v.Kind}
	place := placeKey{area.month, v.municipality, v.Place.String()}
	if l.areas[area] == nil {
		l.areas[area] = new([32]int)
	}
	if l.byPlace[place] == nil {
		l.byPlace[place] = new([11]int)
	}
	f := v.Feedback
	sums := []int{1, v.Present, v.Conversations, v.Clienthoods, v.Onward.Sum(), f[0], f[1], f[2], f[3], f[4], v.Minutes}
	for i, n := range sums {
		l.byPlace[place][i] += n
	}
	for i, n := range slices.Concat(sums, v.Ages[:], v.Genders[:], v.Onward[:]) {
		l.areas[area][i] += n
	}
	for _, t := range l.topics {
		if slices.Contains(v.Topics, t.ID) {
			l.details[detailKey{area, "topic", t.Code}]++
		}
	}
	l.details[detailKey{area, "worker", v.by.ID.String()}]++
	for w := range strings.FieldsSeq(strings.ReplaceAll(i18n.Fold(v.Heard), ".", "")) {
		l.words[wordKey{w, area.month}] |= 1 << (v.Day.Day - 1)
	}
}

func (l *loader) wordRows() (rows [][]any) {
	for k, days := range l.words {
		rows = append(rows, []any{l.organisation.String(), k.word, k.month, days})
	}
	return rows
}

// vocabularyRows has each word once, a hundred in a row.
func (l *loader) vocabularyRows() (rows [][]any) {
	all := map[string]bool{}
	for k := range l.words {
		all[k.word] = true
	}
	for some := range slices.Chunk(slices.Sorted(maps.Keys(all)), 100) {
		rows = append(rows, []any{l.organisation.String(), id.New[outreach.Stop]().String(), strings.Join(some, " ")})
	}
	return rows
}

func (l *loader) areaRows() (rows [][]any) {
	for k, sums := range l.areas {
		row := []any{l.organisation.String(), k.month, k.unit, k.municipality, k.kind}
		for _, n := range sums {
			row = append(row, n)
		}
		rows = append(rows, row)
	}
	return rows
}

func (l *loader) placeRows() (rows [][]any) {
	for k, sums := range l.byPlace {
		row := []any{l.organisation.String(), k.month, k.municipality, k.place}
		for _, n := range sums {
			row = append(row, n)
		}
		rows = append(rows, row)
	}
	return rows
}

func (l *loader) detailRows() (rows [][]any) {
	for k, n := range l.details {
		rows = append(rows, []any{l.organisation.String(), k.month, k.dimension, k.code, k.unit, k.municipality, k.kind, n})
	}
	return rows
}

func (l *loader) yearRows() (rows [][]any) {
	years := map[detailKey]int{}
	for k, sums := range l.areas {
		k.month = k.month[:4]
		years[detailKey{k, "all", ""}] += sums[0]
	}
	for k, n := range l.details {
		k.month = k.month[:4]
		years[k] += n
	}
	for k, n := range years {
		rows = append(rows, []any{l.organisation.String(), k.dimension, k.code, k.month, k.unit, k.municipality, k.kind, n})
	}
	return rows
}
