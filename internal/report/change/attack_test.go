package change

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/report"
)

// In these tests an attacker asks for every report that is offered about a small organisation, and adds and subtracts.

var attacked = instrument.Definition{
	Format: instrument.Format, Code: "x", Purpose: instrument.ForMeasuring, Languages: []string{"fi"}, Title: instrument.Text{"fi": "X"},
	Licence: instrument.Licence{Owner: "X"}, By: []instrument.Answerer{instrument.ByClient, instrument.ByWorker}, Display: instrument.AsProfile,
	Sections: []instrument.Section{{Code: "a", Items: []instrument.Item{
		{Code: "i", Text: instrument.Text{"fi": "I"}, Kind: instrument.NumberItem, Better: instrument.HigherIsBetter},
		{Code: "j", Text: instrument.Text{"fi": "J"}, Kind: instrument.NumberItem, Better: instrument.HigherIsBetter},
	}}},
	Scales: []instrument.Scale{
		{Code: "i", Rule: instrument.Single, Items: []string{"i"}, Better: instrument.HigherIsBetter, Title: instrument.Text{"fi": "I"},
			ErrorLimit: &instrument.ErrorLimit{Kind: instrument.SDC95, Value: 2, Source: "X"}},
		{Code: "j", Rule: instrument.Single, Items: []string{"j"}, Better: instrument.HigherIsBetter, Title: instrument.Text{"fi": "J"}},
	},
}

// invented makes an organisation of a few units, whose people begin over two years, more or less evenly.
func invented(t *testing.T, seed uint64) *cohort {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 7))
	form, err := instrument.NewForm(id.New[instrument.Version](), 1, attacked)
	if err != nil {
		t.Fatal(err)
	}
	r := reading{}
	r.take(form, true)
	c := &cohort{reading: r, unitPlace: map[access.UnitID]int32{}, organisation: id.New[access.Organisation]()}
	c.homes = homes{of: map[client.ClientID]int32{}, towns: []string{"205", "290", "491"}, counties: []string{"19", "12"}, countyOf: []int32{0, 0, 1}}
	units, tilt := 1+random.IntN(4), random.IntN(3)
	for u := range units {
		c.units = append(c.units, id.New[access.Unit]())
		c.unitPlace[c.units[u]] = int32(u)
	}
	for range 20 + random.IntN(200) {
		who, u := id.New[client.Client](), random.IntN(1+random.IntN(units))
		begins := random.IntN(730)
		if tilt == 1 { // one unit after the other
			begins = min(729, (begins+730*u)/units)
		}
		if random.IntN(10) > 0 {
			c.homes.of[who] = int32(random.IntN(3)) * int32(random.IntN(2))
		}
		c.sit(random, who, u, begins)
	}
	return c
}

// sit measures a person one to three times.
func (c *cohort) sit(random *rand.Rand, who client.ClientID, unit, begins int) {
	by := outcome.Answerers()[max(0, random.IntN(6)-3)]
	for n := range 1 + random.IntN(3) {
		m := outcome.Packed{Client: who, Day: begins + 20000 + 60*n, Number: 1, Occasion: outcome.AtStart, By: by,
			Scores: []float64{float64(random.IntN(10)), float64(random.IntN(10))}, Closed: []byte{1}}
		if n > 0 {
			m.Occasion = []outcome.Occasion{outcome.AtEnd, outcome.AtEnd, outcome.AtFollowUp}[random.IntN(3)]
		}
		if random.IntN(8) == 0 {
			m.By = outcome.Answerers()[random.IntN(3)]
		}
		if random.IntN(6) == 0 {
			m.Scores[1] = math.NaN()
		}
		if random.IntN(12) == 0 {
			unit = random.IntN(len(c.units))
		}
		m.Unit = c.units[unit]
		c.add(&m)
	}
}

// questions are all that can be asked of the organisation, with every month that a period can begin or end with.
func (c *cohort) questions() (all []Query) {
	base := Query{Pairs: FirstToLast, Rule: report.DefaultDisclosure()}
	of := func(edit func(*Query)) {
		q := base
		edit(&q)
		all = append(all, q)
	}
	places := append([]access.UnitID{{}}, c.units...)
	for _, u := range places {
		for _, who := range Whose() {
			of(func(q *Query) { q.Unit, q.Who = u, who })
		}
		of(func(q *Query) { q.Unit, q.Pairs = u, StartToEnd })
		first := civil.MonthOf(epoch.AddDays(20000))
		for from := 0; from < 24; from += 6 {
			for to := from + 2; to <= 25; to += 5 {
				of(func(q *Query) {
					q.Unit, q.Period = u, civil.Period{From: first.Add(from).First(), To: first.Add(to).First()}
				})
			}
		}
	}
	for _, town := range c.homes.towns {
		of(func(q *Query) { q.Municipality = town })
	}
	for _, county := range c.homes.counties {
		of(func(q *Query) { q.County = county })
	}
	return all
}

// view is what one answer counts: people's pairs.
type view struct {
	name string
	of   map[string]bool
}

// asked asks everything.
func (c *cohort) asked(t *testing.T) (all []*cohort) {
	t.Helper()
	f := measuredFacts{&act.Tx{Now: civil.InstantOf(time.Unix(1, 0))}}
	for _, q := range c.questions() {
		one := *c
		one.query, one.view, one.verdicts, one.series = q, nil, nil, [seriesCount][]pair{}
		one.count([]*cohort{&one})
		if err := one.choose(f); err != nil {
			t.Fatal(err)
		}
		if !one.crowded {
			all = append(all, &one)
		}
	}
	return all
}

// told are the answers in which a matter was told on a scale, each once.
func told(answers []*cohort, scale, m int) (views []view) {
	seen := map[string]bool{}
	for _, one := range answers {
		if one.verdicts[scale][m] != "" {
			continue
		}
		v := view{fmt.Sprintf("%v", one.query), map[string]bool{}}
		pairs := one.series[seriesOf(one.query)]
		for _, person := range one.view {
			n := one.tally(pairs[person], scale, limitOf(one.definition().Scales[scale]))
			for _, count := range matters[m].counts {
				if n[count] > 0 {
					v.of[fmt.Sprintf("%d %v %d", person, pairs[person], count)] = true
				}
			}
		}
		key := fmt.Sprint(slices.Sorted(maps.Keys(v.of)))
		if !seen[key] {
			seen[key] = true
			views = append(views, v)
		}
	}
	return views
}

// pattern is which views count somebody, and how many are counted so.
type pattern struct {
	in []bool
	n  int
}

// patterns are people as the views tell them apart.
func patterns(views []view) (all []pattern) {
	in := map[string][]bool{}
	for i, v := range views {
		for who := range v.of {
			if in[who] == nil {
				in[who] = make([]bool, len(views))
			}
			in[who][i] = true
		}
	}
	at := map[string]int{}
	for _, row := range in {
		key := fmt.Sprint(row)
		if _, there := at[key]; !there {
			at[key] = len(all)
			all = append(all, pattern{in: row})
		}
		all[at[key]].n++
	}
	return all
}

// rankOf is the rank of the patterns' rows, modulo a prime.
func rankOf(rows []pattern, views int) (rank int) {
	const p = 2147483647
	m := make([][]int64, len(rows))
	for i, r := range rows {
		m[i] = make([]int64, views)
		for v, in := range r.in {
			if in {
				m[i][v] = 1
			}
		}
	}
	for v := range views {
		at := slices.IndexFunc(m[rank:], func(row []int64) bool { return row[v] != 0 })
		if at < 0 {
			continue
		}
		m[rank], m[rank+at] = m[rank+at], m[rank]
		inverse := power(m[rank][v], p-2, p)
		for i := rank + 1; i < len(m); i++ {
			if m[i][v] == 0 {
				continue
			}
			times := m[i][v] * inverse % p
			for col := range m[i] {
				m[i][col] = ((m[i][col]-times*m[rank][col])%p + p) % p
			}
		}
		rank++
	}
	return rank
}

func power(x, n, p int64) int64 {
	out := int64(1)
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			out = out * x % p
		}
		x = x * x % p
	}
	return out
}

// attack looks for a combination of views that is about fewer people than least: about one group that views tell apart, or two.
func attack(views []view, least int) string {
	groups := patterns(views)
	full := rankOf(groups, len(views))
	var try func(from, people int, without []int) string
	try = func(from, people int, without []int) string {
		if len(without) > 0 {
			rest := slices.DeleteFunc(slices.Clone(groups), func(p pattern) bool {
				return slices.ContainsFunc(without, func(i int) bool { return &groups[i].in[0] == &p.in[0] })
			})
			if rankOf(rest, len(views)) < full {
				return fmt.Sprintf("%d people in %d groups can be told apart by %d views", people, len(without), len(views))
			}
		}
		for i := from; i < len(groups) && len(without) < 2; i++ {
			if people+groups[i].n < least {
				if found := try(i+1, people+groups[i].n, append(slices.Clone(without), i)); found != "" {
					return found
				}
			}
		}
		return ""
	}
	return try(0, 0, nil)
}

// differences looks for two views, one of which is within the other, that differ by few.
func differences(views []view, least int) string {
	for _, a := range views {
		for _, b := range views {
			only, both := 0, 0
			for who := range a.of {
				if b.of[who] {
					both++
				} else {
					only++
				}
			}
			if both == len(b.of) && only > 0 && only < least {
				return fmt.Sprintf("%d people: %s less %s", only, a.name, b.name)
			}
		}
	}
	return ""
}

func TestNoSubtractionOfReportsTellsOfFewPeople(t *testing.T) {
	tried := 0
	for seed := range uint64(6) {
		answers := invented(t, seed).asked(t)
		for _, of := range []struct{ scale, matter int }{{0, matterMeans}, {1, matterMeans}, {0, matterLost}, {0, matterBetter}, {0, matterChanged}} {
			least := int(matters[of.matter].least(report.DefaultDisclosure()))
			views := told(answers, of.scale, of.matter)
			tried += len(views)
			for _, found := range []string{differences(views, least), attack(views, least)} {
				if found != "" {
					t.Errorf("world %d, %+v: %s", seed, of, found)
				}
			}
		}
	}
	if tried < 150 {
		t.Errorf("only %d views were told: nothing was tried", tried)
	}
}

func TestTheSumOfThoseMeasuredWithOtherVersionsDoesNotTellOfAnOrganisationsFew(t *testing.T) {
	r := reading{}
	for number := range 2 {
		form, err := instrument.NewForm(id.New[instrument.Version](), number+1, attacked)
		if err != nil {
			t.Fatal(err)
		}
		r.take(form, false)
	}
	organisation := func(others int) *cohort {
		c := &cohort{reading: r, unitPlace: map[access.UnitID]int32{}, organisation: id.New[access.Organisation](), whole: true}
		for n := range 20 + others {
			m := outcome.Packed{Client: id.New[client.Client](), Day: 20000, Number: 1, By: outcome.ByClient, Occasion: outcome.AtStart, Scores: []float64{1, 1}}
			if n >= 20 {
				m.Number = 2
			}
			c.add(&m)
		}
		return c
	}
	apart := func(organisations ...*cohort) string {
		reading := r
		reading.count(organisations)
		report := Report{Query: Query{Rule: report.DefaultDisclosure()}}
		report.describe(reading, organisations)
		n, told := report.Apart.Value()
		return fmt.Sprint(n, told)
	}
	seven, three := organisation(7), organisation(3)
	if apart(seven) != "7 true" || apart(three) != "0 false" || apart(seven, organisation(0)) != "7 true" {
		t.Errorf("%s, %s, %s", apart(seven), apart(three), apart(seven, organisation(0)))
	}
	if found := apart(seven, three); found != "0 false" {
		t.Errorf("ten less seven are three: %s", found)
	}
}
