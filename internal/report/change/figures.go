package change

import (
	"cmp"
	"math"
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/client"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/report"
	"rinnalla/internal/stats"
)

// describe says what the figures are about.
func (r *Report) describe(in reading, cohorts []*cohort) {
	r.Definition = in.definition()
	var apart int64
	whole, few := true, false
	for _, c := range cohorts {
		r.Organisations = append(r.Organisations, c.organisation)
		mixed := c.mixed()
		apart += mixed
		few = few || mixed > 0 && mixed < r.Query.Rule.Threshold
		whole = whole && c.whole
	}
	r.Versions = in.numbers()
	switch {
	case !whole:
		r.Apart = stats.Without(stats.Telling)
	case few: // of one organisation: the sum less the others would tell of it
		r.Apart = stats.Without(stats.FewPeople)
	default:
		r.Apart = stats.Known(float64(apart))
	}
}

// cover says which days the figures cover: those of the organisations that are in them.
func (r *Report) cover(cohorts []*cohort) {
	in := slices.DeleteFunc(slices.Clone(cohorts), func(c *cohort) bool { return slices.Contains(r.LeftOut, c.organisation) })
	if len(in) == 0 {
		r.Period = r.Query.Period
		return
	}
	r.Period = in[0].shown
	for _, c := range in {
		if c.shown.From.Before(r.Period.From) {
			r.Period.From = c.shown.From
		}
		if r.Period.To.Before(c.shown.To) {
			r.Period.To = c.shown.To
		}
	}
	if slices.ContainsFunc(in, func(c *cohort) bool { return c.shown != r.Period }) {
		for _, c := range in {
			r.Periods = append(r.Periods, Covered{c.organisation, c.shown})
		}
	}
}

// reckon works out every scale that was asked for.
func (r *Report) reckon(f measuredFacts, in reading, cohorts []*cohort) error {
	if r.Crowded {
		cohorts = nil
	}
	whole := len(cohorts) == 1 && cohorts[0].whole
	var tied [][2]outcome.Packed
	var err error
	if whole {
		if tied, err = f.tied(cohorts[0]); err != nil {
			return err
		}
	}
	published, err := f.references(in)
	if err != nil {
		return err
	}
	var asked []int
	for i, s := range r.Definition.Scales {
		if r.Query.Scale == "" || r.Query.Scale == s.Code {
			asked = append(asked, i)
		}
	}
	r.Scales = make([]Scale, len(asked))
	inParallel(len(asked), func(i int) {
		s := scaleReport{rule: r.Query.Rule, place: asked[i], cohorts: included(cohorts, asked[i]), whole: whole, tied: tied}
		s.LeftOut = leftOut(cohorts, s.cohorts)
		s.Scale.Scale = r.Definition.Scales[asked[i]]
		s.published = published[s.Code]
		s.lacking = lackOf(r.Crowded, len(cohorts) > 0 && len(s.cohorts) == 0)
		s.reckon()
		r.Scales[i] = s.Scale
	})
	for i, scale := range r.Scales {
		if i == 0 {
			r.LeftOut = slices.Clone(scale.LeftOut)
		}
		r.LeftOut = slices.DeleteFunc(r.LeftOut, func(o access.OrganisationID) bool { return !slices.Contains(scale.LeftOut, o) })
	}
	r.cover(cohorts)
	return nil
}

// lackOf is why nothing at all is told of a scale.
func lackOf(crowded, few bool) stats.Lack {
	switch {
	case crowded:
		return stats.Telling
	case few:
		return stats.FewPeople
	}
	return stats.NoLacking
}

// included are the organisations that a scale's figures are made of: one alone, or of several those of which means may be told, since
// what is told of all together must not tell of one of them. Where of those that are left nobody was measured again, and of others
// somebody was, there is no sum: it would say that nobody was.
func included(cohorts []*cohort, scale int) (all []*cohort) {
	again := false
	for _, c := range cohorts {
		if len(cohorts) == 1 || c.verdicts[scale][matterMeans] == "" {
			all = append(all, c)
			again = again || c.measuredAgain(scale)
		}
	}
	if len(all) < len(cohorts) && !again {
		return nil
	}
	return all
}

// measuredAgain tells whether anybody in view has both scores.
func (c *cohort) measuredAgain(scale int) bool {
	pairs := c.series[seriesOf(c.query)]
	return slices.ContainsFunc(c.view, func(person int32) bool {
		return c.tally(pairs[person], scale, limitOf(c.definition().Scales[scale]))[tallyPairs] > 0
	})
}

// leftOut are the organisations that a scale's figures are not made of.
func leftOut(cohorts, included []*cohort) (all []access.OrganisationID) {
	for _, c := range cohorts {
		if !slices.Contains(included, c) {
			all = append(all, c.organisation)
		}
	}
	return all
}

// scaleReport is one scale's figures in the making.
type scaleReport struct {
	Scale
	rule      report.Disclosure
	place     int // among the newest version's scales
	cohorts   []*cohort
	whole     bool // it is about one whole organisation
	tied      [][2]outcome.Packed
	published []Reference
	lacking   stats.Lack // why nothing is told at all
	first     []float64  // by person
	last      []float64
}

func (s *scaleReport) reckon() {
	s.columns()
	v := s.verdict()
	c := stats.Change(s.first, s.last)
	if s.Rule == instrument.Goals {
		s.attained(v)
		v[matterMeans] = cmp.Or(v[matterMeans], v[matterTwoT])
	}
	if s.Rule != instrument.Goals {
		s.numbers(v, c.Started, c.Difference.N())
	}
	s.means(v, c)
	s.changed(v)
	s.lost(v)
	s.consistency(v)
	s.quality(v, c)
	s.raters()
	s.compare()
}

// compare sets the group beside what is published.
func (s *scaleReport) compare() {
	for _, n := range s.Norms {
		s.References = append(s.References, Reference{People: n.Group, Asked: n.Day, Source: n.Source, N: int64(n.N), Mean: stats.Known(n.Mean), SD: stats.Known(n.SD)})
	}
	s.References = append(s.References, s.published...)
	for i := range s.References {
		r := &s.References[i]
		r.First, r.Last = away(s.First.Mean, *r), away(s.Last.Mean, *r)
	}
}

// away is how far a mean lies from a reference's, in its SDs.
func away(mean stats.Figure, r Reference) stats.Figure {
	value, told := mean.Value()
	other, _ := r.Mean.Value()
	sd, known := r.SD.Value()
	switch {
	case !told:
		return mean
	case !known || sd == 0:
		return stats.Without(stats.NoSpread)
	}
	return stats.Known((value - other) / sd)
}

// columns gather the scores, a line a person.
func (s *scaleReport) columns() {
	n := 0
	for _, c := range s.cohorts {
		n += len(c.view)
	}
	s.first, s.last = make([]float64, 0, n), make([]float64, 0, n)
	for _, c := range s.cohorts {
		pairs := c.series[seriesOf(c.query)]
		for _, person := range c.view {
			p := pairs[person]
			s.first, s.last = append(s.first, c.score(p.first, s.place)), append(s.last, c.score(p.last, s.place))
		}
	}
}

// verdict is what may be told of all that is included.
func (s *scaleReport) verdict() (v verdict) {
	for m := range matters {
		v[m] = s.lacking
		for _, c := range s.cohorts {
			v[m] = cmp.Or(v[m], c.verdicts[s.place][m])
		}
	}
	return v
}

// started is the verdict on what the number of all who started can be worked out from, such as a share of them or an interval: it is kept
// back with that number, which would tell how many were lost.
func (v verdict) started() verdict {
	v[matterFirst] = cmp.Or(v[matterFirst], v[matterPairs], v[matterLost])
	return v
}

// keep is the figure, or why it is kept back.
func (v verdict) keep(m int, f stats.Figure) stats.Figure {
	if v[m] != "" {
		return stats.Without(v[m])
	}
	return f
}

func (v verdict) interval(m int, i stats.ConfidenceInterval) stats.ConfidenceInterval {
	return stats.ConfidenceInterval{Low: v.keep(m, i.Low), High: v.keep(m, i.High)}
}

func (v verdict) summary(m int, d stats.Distribution) Summary {
	return Summary{v.keep(m, count(d.N())), v.keep(m, d.Mean()), v.keep(m, d.SD()), v.keep(m, d.Median())}
}

func count(n int64) stats.Figure { return stats.Known(float64(n)) }

// numbers are told as far as none of them can be worked out that may not be: the lost are who started without being a pair.
func (s *scaleReport) numbers(v verdict, started, pairs int64) {
	s.Pairs, s.Lost = v.keep(matterPairs, count(pairs)), v.keep(matterLost, count(started-pairs))
	s.Started = v.keep(matterPairs, v.keep(matterLost, count(started)))
}

func (s *scaleReport) means(v verdict, c stats.PairedChange) {
	keep := func(f stats.Figure) stats.Figure { return v.keep(matterMeans, f) }
	s.First, s.Last, s.Difference = v.summary(matterMeans, c.First), v.summary(matterMeans, c.Last), v.summary(matterMeans, c.Difference)
	s.MeanInterval, s.GAvInterval = v.interval(matterMeans, c.MeanInterval), v.interval(matterMeans, c.GAvInterval)
	s.DZ, s.DAv, s.GAv = keep(c.DZ), keep(c.DAv), keep(c.GAv)
	s.SignedRank = stats.SignedRank{V: keep(c.SignedRank.V), P: keep(c.SignedRank.P), Exact: c.SignedRank.Exact}
	if v[matterMeans] == "" {
		s.SignedRank.N, s.SignedRank.Zeros = c.SignedRank.N, c.SignedRank.Zeros
	}
}

// changed counts who changed beyond the limit of error.
func (s *scaleReport) changed(v verdict) {
	l := limitOf(s.Scale.Scale)
	s.Limit = s.ErrorLimit
	if s.ErrorLimit == nil || l.goals {
		none := noPart(stats.NoLimit)
		s.Better, s.Worse, s.Unclear, s.Unsaid = none, none, none, none
		return
	}
	counts := l.CountChanges(s.first, s.last, l.better)
	v[matterChanged] = cmp.Or(v[matterChanged], v[matterBetter])
	of := counts.Said() + counts.CannotBeSaid
	part := func(n int64) Part { return v.part(matterChanged, n, of) }
	s.Better, s.Worse = v.part(matterBetter, counts.Better, of), part(counts.Worse)
	s.Unclear, s.Unsaid = part(counts.NoClearChange), part(counts.CannotBeSaid)
	if s.Scale.Scale.Better == "" { // nobody can be better or worse then, not even none
		s.Better, s.Worse = noPart(stats.NoBetter), noPart(stats.NoBetter)
	}
}

func noPart(why stats.Lack) Part {
	none := stats.Without(why)
	return Part{N: none, Share: none, Interval: stats.ConfidenceInterval{Low: none, High: none}}
}

// part is a number as a share of others. Shares take as many people as means do.
func (v verdict) part(m int, n, of int64) Part {
	share, interval := stats.Share(n, of)
	p := Part{N: v.keep(m, count(n)), Share: v.keep(m, share), Interval: v.interval(m, interval)}
	p.Share, p.Interval = v.keep(matterMeans, p.Share), v.interval(matterMeans, p.Interval)
	return p
}

// lost compares the first scores of those with and without a last one.
func (s *scaleReport) lost(v verdict) {
	if s.Rule == instrument.Goals {
		for i := range s.first {
			s.first[i] = math.NaN() // the goals were only set then
		}
	}
	d := stats.CompareLost(s.first, s.last)
	v[matterLostFirst] = cmp.Or(v[matterLostFirst], v[matterMeans])
	keep := func(f stats.Figure) stats.Figure { return v.keep(matterLostFirst, f) }
	s.LostFirst = v.summary(matterLostFirst, d.Lost)
	s.Gap = Gap{Difference: keep(d.Difference), P: keep(d.T.P), Standardized: keep(d.Standardized), Interval: v.interval(matterLostFirst, d.Interval)}
}

// attained are the T scores of goals at last.
func (s *scaleReport) attained(v verdict) {
	d := stats.Distribute(s.last)
	s.Attained = &Attained{Summary: v.summary(matterMeans, d), Reached: v.part(matterMeans, d.AtLeast(50), d.N())}
	if n := d.AtLeast(50); n > 0 && n < s.rule.Threshold || d.N()-n > 0 && d.N()-n < s.rule.Threshold {
		few := verdict{matterMeans: stats.FewPeople}
		s.Attained.Reached = few.part(matterMeans, n, d.N())
	}
	s.numbers(v, int64(len(s.last)), d.N())
}

// consistency is how the items hang together at everybody's first measurement.
func (s *scaleReport) consistency(v verdict) {
	if s.Formative {
		s.noAlpha(stats.Formative)
		return
	}
	items, asked, ok := s.gatherItems()
	if !ok {
		s.noAlpha(stats.NoItems)
		return
	}
	c := items.Consistency()
	s.Alpha, s.AlphaInterval = v.keep(matterFirst, c.Alpha), v.started().interval(matterFirst, c.Interval)
	if !s.whole {
		return
	}
	for i, code := range asked.codes {
		missing, not := items.Item(i).Missing()-asked.not[i], asked.not[i]
		parts := []report.Count{{N: missing}, {N: not}}
		if err := report.HideParts(parts, items.Persons(), s.rule); err != nil {
			parts[0].Hidden, parts[1].Hidden = true, true
		}
		s.Items = append(s.Items, ItemGaps{code, shown(parts[0]), shown(parts[1])})
	}
}

// shown is a count, unless it is hidden.
func shown(c report.Count) stats.Figure {
	if c.Hidden {
		return stats.Without(stats.FewPeople)
	}
	return count(c.N)
}

func (s *scaleReport) noAlpha(why stats.Lack) {
	s.Alpha = stats.Without(why)
	s.AlphaInterval = stats.ConfidenceInterval{Low: s.Alpha, High: s.Alpha}
}

// notAsked counts, by item, whom the skip conditions did not ask.
type notAsked struct {
	codes []string
	not   []int64
}

// gatherItems reads everybody's answers at first. Answers given under a version whose items are others are left out.
func (s *scaleReport) gatherItems() (items *stats.Items, asked notAsked, ok bool) {
	for _, c := range s.cohorts {
		steps := c.stepsOf(s.Code)
		own := steps[c.latest]
		if own == nil {
			return nil, asked, false
		}
		if items == nil {
			items, asked = stats.NewItems(len(own.Items)), notAsked{own.Items, make([]int64, len(own.Items))}
		}
		into := make([]uint8, len(own.Items))
		conditional := make([]bool, len(c.versions))
		for i, v := range c.versions {
			conditional[i] = v.form.Conditional()
		}
		pairs := c.series[seriesOf(c.query)]
		for _, person := range c.view {
			m := pairs[person].first
			version := steps[c.version[m]]
			if version == nil || !version.Read(c.answers(m), into) {
				continue
			}
			items.Add(into)
			if conditional[c.version[m]] {
				version.AddNotAsked(c.answers(m), asked.not)
			}
		}
	}
	return items, asked, items != nil
}

// quality is who began at the ends of the scale, and how the scores lie.
func (s *scaleReport) quality(v verdict, c stats.PairedChange) {
	s.Floor, s.Ceiling = noPart(stats.Telling), noPart(stats.Telling)
	if !s.whole {
		return
	}
	r, bounded := s.cohorts[0].definition().RangeOf(s.Code)
	if !bounded {
		return
	}
	if v[matterMeans] == "" {
		s.bands(r, c)
	}
	s.ends(v, r, c)
}

// ends are who began at the lowest and at the highest score. What they differ by from those of the pairs is how many of the lost began there,
// and what a band of the pairs has more is how many began beside the end: both take as many people as every other number.
func (s *scaleReport) ends(v verdict, r instrument.Range, c stats.PairedChange) {
	began := stats.Distribute(s.first)
	ends := []report.Count{{N: began.AtMost(r.From)}, {N: began.AtLeast(r.To)}}
	if err := report.HideParts(ends, began.N(), s.rule); err != nil {
		ends[0].Hidden, ends[1].Hidden = true, true
	}
	ofPairs := []int64{c.First.AtMost(r.From), c.First.AtLeast(r.To)}
	few := func(n int64) bool { return n > 0 && n < s.rule.Threshold }
	for i, p := range []*Part{&s.Floor, &s.Ceiling} {
		own := v
		if ends[i].Hidden || few(ends[i].N-ofPairs[i]) || few(s.outermost(i)-ofPairs[i]) {
			own[matterFirst] = stats.FewPeople
		}
		*p = own.part(matterFirst, ends[i].N, began.N())
		told := own.started()
		p.Share, p.Interval = told.keep(matterFirst, p.Share), told.interval(matterFirst, p.Interval)
	}
}

// outermost is how many of the pairs began in the band at an end of the scale, 0 the lowest and 1 the highest; none when bands are not told.
func (s *scaleReport) outermost(end int) int64 {
	if len(s.Bands) == 0 {
		return 0
	}
	n, _ := s.Bands[end*(len(s.Bands)-1)].First.Value()
	return int64(n)
}

// mostValues is how many scores there are at most of which each is told by itself; others come in mostBands bands.
const (
	mostValues = 11
	mostBands  = 5
)

// bands tell how the scores lay. Beside the number of people, their mean and their SD, numbers that are hidden among others that are not could
// be worked out. So single scores are told all or not at all, and otherwise as many bands of several scores each as can all be told.
func (s *scaleReport) bands(r instrument.Range, c stats.PairedChange) {
	span := r.To - r.From
	whole := span == math.Trunc(span) && wholeScores(r.From, c.First) && wholeScores(r.From, c.Last)
	values := int(span) + 1
	if whole && values <= mostValues && s.tellBands(bandsOf(r, values, whole), c) {
		return
	}
	for n := mostBands; n >= 2; n-- {
		if (!whole || values >= 2*n) && s.tellBands(bandsOf(r, n, whole), c) {
			return
		}
	}
}

// tellBands tells how many scores lay in each band, unless one of the numbers has to be hidden.
func (s *scaleReport) tellBands(bands []Band, c stats.PairedChange) bool {
	for i, d := range []stats.Distribution{c.First, c.Last} {
		in := make([]report.Count, len(bands))
		for value, people := range d.All() {
			if at := slices.IndexFunc(bands, func(b Band) bool { return b.holds(value) }); at >= 0 {
				in[at].N += people
			}
		}
		if err := report.HideParts(in, d.N(), s.rule); err != nil {
			return false
		}
		for at := range bands {
			if in[at].Hidden {
				return false
			}
			if told := count(in[at].N); i == 0 {
				bands[at].First = told
			} else {
				bands[at].Last = told
			}
		}
	}
	s.Bands = bands
	return true
}

// bandsOf are n bands of a range. Of whole scores each band ends with a score of its own.
func bandsOf(r instrument.Range, n int, whole bool) []Band {
	all := make([]Band, n)
	for i := range all {
		if whole {
			values := int(r.To-r.From) + 1
			all[i] = Band{From: r.From + float64(i*values/n), To: r.From + float64((i+1)*values/n-1), Whole: true}
		} else {
			width := (r.To - r.From) / float64(n)
			all[i] = Band{From: r.From + float64(i)*width, To: r.From + float64(i+1)*width}
		}
	}
	all[n-1].To, all[n-1].Final = r.To, true
	return all
}

func wholeScores(from float64, d stats.Distribution) bool {
	for value := range d.All() {
		if value-from != math.Trunc(value-from) {
			return false
		}
	}
	return true
}

// raters compares the client's own and the worker's rating of the same moment, one moment of each client.
func (s *scaleReport) raters() {
	own, workers := s.ratings()
	n := int64(len(own))
	lack := s.lacking
	switch {
	case lack != "":
	case !s.whole:
		lack = stats.Telling
	case n > 0 && n < s.rule.LeastForMean:
		lack = stats.FewPeople
	}
	if s.RatedByBoth = count(n); n > 0 && n < s.rule.Threshold || !s.whole {
		s.RatedByBoth = stats.Without(cmp.Or(lack, stats.FewPeople))
	}
	if lack != "" {
		s.Raters = stats.IntraclassCorrelation{Value: stats.Without(lack), Interval: stats.ConfidenceInterval{Low: stats.Without(lack), High: stats.Without(lack)}}
		return
	}
	s.Raters = stats.Intraclass(own, workers).Agreement
	_, begun := s.Started.Value()
	if pairs, told := s.Pairs.Value(); told && !begun && n > int64(pairs) {
		// Whoever was rated by both and is no pair is one of the lost, whose number is kept back.
		s.RatedByBoth = stats.Without(stats.FewPeople)
		s.Raters.Interval = stats.ConfidenceInterval{Low: s.RatedByBoth, High: s.RatedByBoth}
	}
}

// ratings are the two columns of scores, a line a person.
func (s *scaleReport) ratings() (own, workers []float64) {
	seen := map[client.ClientID]bool{}
	for _, p := range s.tied {
		mine, theirs := &p[0], &p[1]
		if mine.By == outcome.ByWorker {
			mine, theirs = theirs, mine
		}
		c, who := s.cohorts[0], mine.Client
		if into, joined := c.joined[who]; joined {
			who = into
		}
		a, b := s.packedScore(mine), s.packedScore(theirs)
		twoSides := mine.By != outcome.ByWorker && theirs.By == outcome.ByWorker
		if twoSides && !seen[who] && c.settled(max(order(mine), order(theirs))) && !math.IsNaN(a) && !math.IsNaN(b) {
			seen[who] = true
			own, workers = append(own, a), append(workers, b)
		}
	}
	return own, workers
}

// packedScore is a packed measurement's score, NaN when its version does not count.
func (s *scaleReport) packedScore(p *outcome.Packed) float64 {
	at := s.cohorts[0].versionPlace(p.Number)
	if at < 0 || !s.cohorts[0].versions[at].counts {
		return math.NaN()
	}
	own := s.cohorts[0].versions[at].scales[s.place]
	if own < 0 || own >= len(p.Scores) {
		return math.NaN()
	}
	return p.Scores[own]
}
