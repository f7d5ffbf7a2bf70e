package reportpages

import (
	"slices"
	"strconv"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/civil"
	"rinnalla/internal/instrument"
	"rinnalla/internal/report/change"
	"rinnalla/internal/stats"
)

// lack says in words why a figure does not exist.
//
//i18n:keys change.lack.*
func (v changeView) lack(why stats.Lack) string {
	return v.T("change.lack."+string(why), "count", v.report.Query.Rule.Threshold, "mean", v.report.Query.Rule.LeastForMean)
}

// missingLine is who is missing on a scale.
func (v changeView) missingLine(s change.Scale) string {
	started, told := s.Started.Value()
	pairs, pairsTold := s.Pairs.Value()
	lost, _ := s.Lost.Value()
	switch {
	case told:
		return v.T("change.missing_line", "started", v.N(int64(started)), "pairs", v.N(int64(pairs)), "lost", v.N(int64(lost)))
	case pairsTold:
		return v.T("change.missing_kept", "pairs", v.N(int64(pairs)), "why", v.lack(s.Lost.Lack()))
	}
	return v.T("change.missing_hidden", "why", v.lack(s.Pairs.Lack()))
}

// ruleLine is the rule for what is missing.
func (v changeView) ruleLine() string { return v.T("change.rule") }

// versionsLine names the instrument and the versions whose scores count.
func (v changeView) versionsLine() string {
	if len(v.report.Versions) == 1 {
		return v.T("change.version", "instrument", v.instrumentName(), "number", strconv.Itoa(v.report.Versions[0]))
	}
	var numbers []string
	for _, n := range v.report.Versions {
		numbers = append(numbers, strconv.Itoa(n))
	}
	return v.T("change.versions", "instrument", v.instrumentName(), "numbers", v.List(numbers))
}

// sentences say of a scale in words what its figures say.
func (v changeView) sentences(s change.Scale) []string {
	var all []string
	if _, told := s.Difference.Mean.Value(); told {
		all = append(all, v.meansSentence(s), v.chanceSentence(s))
	} else if !onlyAttained(s) {
		all = append(all, v.T("change.no_means", "why", v.lack(s.Difference.Mean.Lack())))
	}
	if s.Attained != nil {
		all = append(all, v.goalsSentence(*s.Attained))
	} else {
		all = append(all, v.personsSentence(s))
	}
	return append(all, v.directionSentence(s))
}

func (v changeView) meansSentence(s change.Scale) string {
	by, _ := s.Difference.Mean.Value()
	words := []any{"first", v.told(s.First.Mean, ofNumber), "last", v.told(s.Last.Mean, ofNumber), "by", v.Dec(max(by, -by), 2)}
	switch {
	case by > 0:
		return v.T("change.mean_rose", words...)
	case by < 0:
		return v.T("change.mean_fell", words...)
	}
	return v.T("change.mean_stayed", words...)
}

// chanceSentence says where the true change may lie, and whether no change may be among it.
func (v changeView) chanceSentence(s change.Scale) string {
	low, known := s.MeanInterval.Low.Value()
	high, _ := s.MeanInterval.High.Value()
	words := []any{"low", v.Dec(low, 2), "high", v.Dec(high, 2)}
	switch {
	case !known:
		return v.T("change.no_interval", "why", v.lack(s.MeanInterval.Low.Lack()))
	case low <= 0 && high >= 0:
		return v.T("change.maybe_none", words...)
	}
	return v.T("change.not_none", words...)
}

func (v changeView) goalsSentence(a change.Attained) string {
	if _, told := a.Mean.Value(); !told {
		return v.T("change.no_goals", "why", v.lack(a.Mean.Lack()))
	}
	return v.T("change.goals", "mean", v.told(a.Mean, ofNumber), "n", v.told(a.N, ofPeople))
}

// personsSentence says how many single persons changed by more than measurement error, as far as that can be said.
func (v changeView) personsSentence(s change.Scale) string {
	if s.Limit == nil {
		return v.T("change.no_limit")
	}
	limit := []any{"limit", v.Dec(s.Limit.Detectable(), 2), "source", s.Limit.Source}
	if why := s.ChangesTold().Lack(); why != stats.NoLacking {
		return v.T("change.no_persons", append(limit, "why", v.lack(why))...)
	}
	key := "change.persons"
	switch {
	case s.Scale.Better == "":
		key = "change.persons_unsaid"
	case s.Worse.N.Lack() != stats.NoLacking:
		return v.T("change.persons_better", append(limit, "better", v.told(s.Better.N, ofPeople), "why", v.lack(s.Worse.N.Lack()))...)
	case s.Limit.Computed:
		key = "change.persons_computed"
	}
	return v.T(key, append(limit, "better", v.told(s.Better.N, ofPeople), "worse", v.told(s.Worse.N, ofPeople), "unclear", v.told(s.Unclear.N, ofPeople),
		"unsaid", v.told(s.Unsaid.N, ofPeople))...)
}

func (v changeView) directionSentence(s change.Scale) string {
	switch s.Scale.Better {
	case instrument.HigherIsBetter:
		return v.T("change.higher_better")
	case instrument.LowerIsBetter:
		return v.T("change.lower_better")
	}
	return v.T("change.neither_better")
}

// madeOf is what the report rests on, line by line: on the page and in every file.
func (v changeView) madeOf() []string {
	lines := []string{v.versionsLine()}
	if n, told := v.report.Apart.Value(); told && n > 0 {
		lines = append(lines, v.T("change.apart", "count", int64(n)))
	}
	lines = append(lines, v.ruleLine())
	if v.numbersDiffer() {
		lines = append(lines, v.T("change.numbers_differ"))
	}
	if v.report.Query.Pairs == change.StartToEnd {
		lines = append(lines, v.T("change.pairs_start_end"))
	} else {
		lines = append(lines, v.T("change.pairs_first_last"))
	}
	lines = append(lines, v.whoLine(), v.T("change.no_cause"), v.T("change.disclosure", "count", v.report.Query.Rule.Threshold, "mean", v.report.Query.Rule.LeastForMean))
	return append(lines, v.notCounted()...)
}

// notCounted says what is not in the figures though it was asked for: the newest measurements of what outsiders are told, and organisations.
func (v changeView) notCounted() (lines []string) {
	if v.report.Shared {
		lines = append(lines, v.T("change.settled", "mean", v.report.Query.Rule.LeastForMean))
	}
	if len(v.report.LeftOut) > 0 {
		lines = append(lines, v.T("change.left_out", "organisations", v.List(v.organisations(v.report.LeftOut))))
	}
	return lines
}

func (v changeView) organisations(these []access.OrganisationID) []string {
	var names []string
	for _, o := range these {
		for _, c := range v.choices.Organisations {
			if c.Key == o.String() {
				names = append(names, c.Name)
			}
		}
	}
	return names
}

//i18n:keys change.counted.*
func (v changeView) whoLine() string {
	if v.report.Query.Who == change.Everyone {
		return v.T("change.counted.everyone")
	}
	return v.T("change.counted." + string(v.report.Query.Who))
}

// periodLine says which first measurements the figures cover, of each organisation where they are not all the same.
func (v changeView) periodLine() string {
	if len(v.report.Periods) == 0 {
		return v.covered(v.report.Period)
	}
	var lines []string
	for _, of := range v.report.Periods {
		name := v.organisations([]access.OrganisationID{of.Organisation})
		lines = append(lines, v.T("change.of_scale", "scale", strings.Join(name, ""), "says", v.covered(of.Period)))
	}
	return strings.Join(lines, " ")
}

func (v changeView) covered(p civil.Period) string {
	switch {
	case p.From.IsZero() && p.To.IsZero():
		return v.T("change.period_all")
	case p.From.IsZero():
		return v.T("change.period_to", "to", v.Date(p.Last()))
	case p.To.IsZero():
		return v.T("change.period_from", "from", v.Date(p.From))
	}
	return v.T("change.period", "period", p)
}

// stretched tells whether the period is longer than what was asked for.
func (v changeView) stretched() bool {
	return v.report.Period != v.report.Query.Period && !v.report.Crowded
}

// leftOutHere names the organisations that are in the figures of other scales and not in this one's; nothing when there are none.
func (v changeView) leftOutHere(s change.Scale) string {
	here := slices.DeleteFunc(slices.Clone(s.LeftOut), func(o access.OrganisationID) bool { return slices.Contains(v.report.LeftOut, o) })
	if len(here) == 0 {
		return ""
	}
	return v.T("change.left_out_here", "organisations", v.List(v.organisations(here)))
}

// numbersDiffer tells whether more people are told of on one scale than on another.
func (v changeView) numbersDiffer() bool {
	differ := func(of func(change.Scale) stats.Figure) bool {
		seen := map[float64]bool{}
		for _, s := range v.report.Scales {
			if n, told := of(s).Value(); told {
				seen[n] = true
			}
		}
		return len(seen) > 1
	}
	return differ(func(s change.Scale) stats.Figure { return s.Started }) || differ(func(s change.Scale) stats.Figure { return s.Pairs })
}

// keptBackAny tells whether anything is kept back on any scale.
func (v changeView) keptBackAny() bool {
	for _, s := range v.report.Scales {
		if s.KeptBack() {
			return true
		}
	}
	return false
}

// note is what is missing and why, in whole sentences: the last column of the file. It says when the figures are of another period than was
// asked for, and what is not counted in them.
func (v changeView) note(s change.Scale) string {
	sentences := []string{v.missingLine(s), v.ruleLine(), v.versionsLine()}
	switch {
	case v.report.Crowded:
		sentences = append(sentences, v.T("change.note_crowded"))
	case v.stretched():
		sentences = append(sentences, v.T("change.note_stretched", "period", v.periodLine()))
	}
	sentences = append(sentences, v.notCounted()...)
	if here := v.leftOutHere(s); here != "" {
		sentences = append(sentences, here)
	}
	names := map[stats.Lack][]string{}
	var order []stats.Lack
	for _, c := range changeColumns {
		if f := c.figure(s); f.Lack() != stats.NoLacking {
			if names[f.Lack()] == nil {
				order = append(order, f.Lack())
			}
			names[f.Lack()] = append(names[f.Lack()], c.name)
		}
	}
	for _, why := range order {
		sentences = append(sentences, v.T("change.empty", "figures", strings.Join(names[why], ", "), "why", v.lack(why)))
	}
	return strings.Join(sentences, " ")
}
