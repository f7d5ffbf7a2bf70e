package report_test

import (
	"testing"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/outreach"
	"rinnalla/internal/report"
	"rinnalla/internal/testworld"
)

// scene is a world with one place in each unit of the cast.
type scene struct {
	*testworld.World
	kajaani, kuhmo, mikkeli outreach.Place
}

func scenes(t *testing.T, test func(*testing.T, scene)) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := scene{World: w}
		s.kajaani = s.place(testworld.Aino, "Kajaanin kirjasto", "205")
		s.kuhmo = s.place(testworld.Aino, "Kuhmon tori", "290")
		s.mikkeli = s.place(testworld.Cia, "Mikkelin kirjasto", "491")
		test(t, s)
	})
}

func (s scene) place(who access.Actor, name, municipality string) outreach.Place {
	p := outreach.Place{ID: id.New[outreach.Place](), Organisation: who.Home(), Kind: "library", Name: name, Municipality: municipality}
	s.Write(who, func(tx *act.Tx) error { return outreach.SavePlace(tx, p) })
	return p
}

type counts struct{ present, conversations, clienthoods int }

func (s scene) visit(who access.Actor, p outreach.Place, day civil.Date, c counts, marks ...int) {
	s.visitOf("regular", who, p, day, c, marks...)
}

func (s scene) visitOf(kind string, who access.Actor, p outreach.Place, day civil.Date, c counts, marks ...int) {
	stop := outreach.Stop{
		ID: id.New[outreach.Stop](), Organisation: who.Home(), Unit: who.Posts[0].Unit, Place: p.ID, Day: day, Kind: kind,
		Present: c.present, Conversations: c.conversations, Clienthoods: c.clienthoods, Minutes: 90,
		Workers: []access.WorkerID{who.ID}, Source: outreach.Desk,
	}
	for _, m := range marks {
		stop.Feedback[m-1]++
	}
	s.Write(who, func(tx *act.Tx) error {
		_, err := outreach.Record(tx, stop)
		return err
	})
}

func (s scene) report(who access.Actor, q report.Query) report.Outreach {
	s.Helper()
	if q.By == "" {
		q.By = report.ByOrganisation
	}
	q.Language, q.Rule = "fi", report.DefaultDisclosure()
	var r report.Outreach
	s.Read(who, func(tx *act.Tx) error {
		var err error
		r, err = report.OfOutreach(tx, q)
		return err
	})
	return r
}

func day(month time.Month, d int) civil.Date { return civil.Date{Year: 2026, Month: month, Day: d} }

var spring = civil.Period{From: day(time.March, 1), To: day(time.June, 1)}

func TestAWorkerSeesHerOwnOrganisationExactly(t *testing.T) {
	scenes(t, func(t *testing.T, s scene) {
		s.visit(testworld.Aino, s.kajaani, day(time.March, 3), counts{20, 3, 1}, 5, 4)
		s.visit(testworld.Aune, s.kuhmo, day(time.April, 9), counts{10, 2, 0}, 3)
		s.visit(testworld.Aino, s.kajaani, day(time.June, 1), counts{99, 9, 9})
		s.visit(testworld.Cia, s.mikkeli, day(time.April, 9), counts{7, 7, 0})
		r := s.report(testworld.Aino, report.Query{Period: spring, By: report.ByMunicipality})
		if r.Shared || r.Total.Visits != 2 || r.Total.Places != 2 || r.Total.Present != 30 || r.Total.Conversations != 5 ||
			r.Total.Clienthoods != 1 || r.Total.Minutes != 180 {
			t.Fatalf("%+v", r.Total)
		}
		if mean, ok := r.Total.Feedback.Mean(); !ok || mean != 4 {
			t.Errorf("feedback mean %v", mean)
		}
		if len(r.Lines) != 2 || r.Lines[0].Name != "Kajaani" || r.Lines[1].Name != "Kuhmo" || r.Lines[1].Conversations != 2 {
			t.Errorf("%+v", r.Lines)
		}
		if r.Total.Hidden.Any() || r.Lines[0].Hidden.Any() {
			t.Error("her own figures are hidden from her")
		}
	})
}

func TestDaysAtTheEdgesAreCountedVisitByVisit(t *testing.T) {
	scenes(t, func(t *testing.T, s scene) {
		for _, d := range []civil.Date{day(time.March, 14), day(time.March, 15), day(time.April, 1), day(time.April, 30), day(time.May, 10), day(time.May, 11)} {
			s.visit(testworld.Aino, s.kajaani, d, counts{1, 1, 0})
		}
		for _, c := range []struct {
			period civil.Period
			want   int64
		}{
			{civil.Period{From: day(time.March, 15), To: day(time.May, 11)}, 4},
			{civil.Period{From: day(time.March, 14), To: day(time.March, 15)}, 1},
			{civil.Period{From: day(time.April, 2), To: day(time.April, 30)}, 0},
			{civil.Period{From: day(time.April, 1), To: day(time.May, 1)}, 2},
			{civil.Period{From: day(time.March, 31), To: day(time.May, 1)}, 2},
			{spring, 6},
		} {
			for _, tallied := range []bool{false, true} {
				if tallied {
					s.Write(access.Tallying(), func(tx *act.Tx) error {
						_, err := outreach.Tally(tx)
						return err
					})
				}
				if r := s.report(testworld.Aino, report.Query{Period: c.period, By: report.ByMonth}); r.Total.Visits != c.want {
					t.Errorf("%v, tallied %v: %d visits, want %d", c.period, tallied, r.Total.Visits, c.want)
				}
			}
		}
	})
}

func TestEveryBreakdownAddsUpToTheSameTotal(t *testing.T) {
	scenes(t, func(t *testing.T, s scene) {
		for i := range 12 {
			s.visit(testworld.Aino, []outreach.Place{s.kajaani, s.kuhmo}[i%2], day(time.March, 1).AddDays(7*i), counts{10 + i, i, 0})
		}
		for _, by := range report.Bys() {
			r := s.report(testworld.Aino, report.Query{Period: spring, By: by})
			var sum report.Figures
			for _, l := range r.Lines {
				sum.Visits += l.Visits
				sum.Present += l.Present
				sum.Conversations += l.Conversations
			}
			if sum.Visits != 12 || sum.Visits != r.Total.Visits || sum.Present != r.Total.Present || sum.Conversations != r.Total.Conversations {
				t.Errorf("by %s: %+v against %+v", by, sum, r.Total.Figures)
			}
		}
	})
}

func TestThePeriodBeforeIsComparedWith(t *testing.T) {
	scenes(t, func(t *testing.T, s scene) {
		s.visit(testworld.Aino, s.kajaani, day(time.February, 3), counts{5, 2, 0})
		s.visit(testworld.Aino, s.kajaani, day(time.March, 3), counts{5, 4, 0})
		r := s.report(testworld.Aino, report.Query{Period: civil.MonthPeriod(civil.Month{Year: 2026, Month: time.March})})
		if r.Before.Conversations != 2 || r.Total.Conversations != 4 {
			t.Fatalf("before %+v, now %+v", r.Before.Figures, r.Total.Figures)
		}
	})
}

func TestACoordinatorSeesSharedFiguresWithSmallCountsHidden(t *testing.T) {
	scenes(t, func(t *testing.T, s scene) {
		for i := range 6 {
			s.visit(testworld.Aino, s.kajaani, day(time.March, 2+i), counts{10, 4, 0}, 5, 5)
			s.visit(testworld.Cia, s.mikkeli, day(time.March, 2+i), counts{10, 5, 0}, 4)
		}
		s.visit(testworld.Aune, s.kuhmo, day(time.April, 1), counts{3, 2, 1})
		r := s.report(testworld.Elli, report.Query{Period: spring})
		if !r.Shared || r.Total.Visits != 13 || r.Total.Hidden.Visits {
			t.Fatalf("%+v", r.Total)
		}
		if !r.Total.Hidden.Clienthoods {
			t.Error("one new clienthood in all is shown to an outsider")
		}
		for _, l := range r.Lines {
			wantMean := l.Key == testworld.North.String()
			if l.Hidden.Feedback == wantMean {
				t.Errorf("%s: %d answers, feedback hidden %v", l.Name, l.Feedback.Answers(), l.Hidden.Feedback)
			}
		}
		r = s.report(testworld.Elli, report.Query{Period: spring, By: report.ByMunicipality})
		hidden := 0
		for _, l := range r.Lines {
			if l.Hidden.Visits {
				hidden++
			}
		}
		if hidden < 2 {
			t.Errorf("Kuhmo's one visit can be worked out: %d municipalities hidden", hidden)
		}
	})
}

func TestNoAreaIsLeftOverWhenAnOutsiderSubtractsTheOthers(t *testing.T) {
	scenes(t, func(t *testing.T, s scene) {
		juva := s.place(testworld.Cia, "Juvan kylätalo", "178")
		centre := s.place(testworld.Aino, "Kajaanin ruokajakelu", "205")
		for i := range 7 {
			s.visit(testworld.Aino, s.kajaani, day(time.March, 2+i), counts{10, 4, 0}, 5, 5)
			s.visit(testworld.Aino, centre, day(time.March, 2+i), counts{10, 4, 0}, 5, 5)
			s.visit(testworld.Cia, s.mikkeli, day(time.March, 2+i), counts{10, 5, 0}, 4)
		}
		s.visit(testworld.Aune, s.kuhmo, day(time.April, 1), counts{3, 2, 1})
		s.visit(testworld.Cia, juva, day(time.April, 1), counts{4, 3, 0})
		s.visit(testworld.Cia, juva, day(time.April, 2), counts{4, 3, 0})
		visits := func(q report.Query) map[string]report.Line {
			q.Period = spring
			r := s.report(testworld.Elli, q)
			lines := map[string]report.Line{"total": r.Total}
			for _, l := range r.Lines {
				lines[l.Key] = l
			}
			return lines
		}
		organisations, municipalities, places := visits(report.Query{}), visits(report.Query{By: report.ByMunicipality}), visits(report.Query{By: report.ByPlace})
		north := visits(report.Query{By: report.ByMunicipality, Organisation: testworld.North})
		south := visits(report.Query{By: report.ByMunicipality, Organisation: testworld.South})
		for _, sum := range []struct {
			whole report.Line
			parts []report.Line
		}{
			{organisations[testworld.North.String()], []report.Line{municipalities["205"], municipalities["290"]}},
			{organisations[testworld.South.String()], []report.Line{municipalities["491"], municipalities["178"]}},
			{north["total"], []report.Line{municipalities["205"], municipalities["290"]}},
			{south["total"], []report.Line{municipalities["491"], places[juva.ID.String()]}},
			{north["total"], []report.Line{north["205"], places[s.kuhmo.ID.String()]}},
			{municipalities["205"], []report.Line{places[s.kajaani.ID.String()], places[centre.ID.String()]}},
		} {
			hidden := 0
			for _, l := range append(sum.parts, sum.whole) {
				if l.Visits == 0 {
					t.Fatal("a line is missing")
				}
				if l.Hidden.Visits {
					hidden++
				}
			}
			if hidden == 1 {
				t.Errorf("%q follows from the others: %+v", sum.whole.Name, sum.parts)
			}
		}
		if !municipalities["290"].Hidden.Visits || !places[juva.ID.String()].Hidden.Conversations {
			t.Error("a small place is shown to an outsider")
		}
	})
}

func TestNoKindOfVisitIsLeftOverWhenAnOutsiderSubtractsTheOthers(t *testing.T) {
	scenes(t, func(t *testing.T, s scene) {
		for i := range 9 {
			s.visit(testworld.Aino, s.kajaani, day(time.March, 2+i), counts{10, 4, 0})
			s.visit(testworld.Cia, s.mikkeli, day(time.March, 2+i), counts{10, 5, 0})
			s.visitOf("street", testworld.Cia, s.mikkeli, day(time.April, 2+i), counts{10, 5, 0})
		}
		for i := range 2 {
			s.visitOf("pop_up", testworld.Aino, s.kajaani, day(time.March, 2+i), counts{3, 1, 0})
			s.visitOf("pop_up", testworld.Cia, s.mikkeli, day(time.April, 2+i), counts{3, 3, 0})
			s.visitOf("partner_event", testworld.Cia, s.mikkeli, day(time.April, 2+i), counts{3, 3, 0})
		}
		for _, place := range []outreach.Place{s.kajaani, s.mikkeli} {
			shown := func(kind string) (report.Line, bool) {
				r := s.report(testworld.Elli, report.Query{Period: spring, Kind: kind, Municipality: place.Municipality})
				return r.Total, !r.Total.Hidden.Conversations
			}
			whole, _ := shown("")
			left, hidden := whole.Conversations, 0
			for _, kind := range outreach.StopKinds {
				if l, ok := shown(kind); ok {
					left -= l.Conversations
				} else {
					hidden++
				}
			}
			if hidden < 2 {
				t.Errorf("%s: %d conversations are left for %d hidden kinds", place.Name, left, hidden)
			}
		}
	})
}

func TestAHiddenTotalHasNoMonthsAndNoParts(t *testing.T) {
	scenes(t, func(t *testing.T, s scene) {
		for i := range 6 {
			s.visit(testworld.Aino, s.kajaani, day(time.March, 2+i), counts{10, 4, 0}, 5, 5)
			s.visit(testworld.Cia, s.mikkeli, day(time.March, 2+i), counts{10, 5, 0}, 4, 3)
		}
		s.visit(testworld.Aune, s.kuhmo, day(time.April, 1), counts{3, 2, 1}, 5)
		r := s.report(testworld.Elli, report.Query{Period: spring, Municipality: "205"})
		if !r.Total.Hidden.Visits {
			t.Fatal("Kajaani’s visits would give away Kuhmo’s one")
		}
		for _, l := range r.Months {
			if !l.Hidden.Visits {
				t.Errorf("%s is shown: %d visits", l.Key, l.Visits)
			}
		}
		for i, m := range r.Marks {
			if !m.Hidden {
				t.Errorf("%d answers of %d are shown", m.N, i+1)
			}
		}
	})
}

func TestOutsidersGetWholeMonthsOnly(t *testing.T) {
	scenes(t, func(t *testing.T, s scene) {
		asked := civil.Period{From: day(time.February, 15), To: day(time.May, 2)}
		r := s.report(testworld.Elli, report.Query{Period: asked})
		if want := (civil.Period{From: day(time.March, 1), To: day(time.May, 1)}); r.Period != want {
			t.Fatalf("%v", r.Period)
		}
		r = s.report(testworld.Elli, report.Query{Period: civil.Period{From: day(time.March, 2), To: day(time.March, 30)}})
		if !r.Period.Empty() || r.Total.Visits != 0 {
			t.Fatalf("part of a month is shown: %v", r.Period)
		}
	})
}

func TestNobodySeesStatisticsOfAnOrganisationThatIsNotHers(t *testing.T) {
	scenes(t, func(t *testing.T, s scene) {
		q := report.Query{Period: spring, By: report.ByOrganisation, Organisation: testworld.South, Rule: report.DefaultDisclosure()}
		for _, who := range []access.Actor{testworld.Aino, testworld.Dora, testworld.Olli} {
			err := s.TryRead(who, func(tx *act.Tx) error {
				_, err := report.OfOutreach(tx, q)
				return err
			})
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", who.Name, err)
			}
		}
	})
}

func TestAnImpossibleQuestionIsAnsweredField(t *testing.T) {
	scenes(t, func(t *testing.T, s scene) {
		err := s.TryRead(testworld.Aino, func(tx *act.Tx) error {
			_, err := report.OfOutreach(tx, report.Query{Period: civil.Period{From: spring.To, To: spring.From}, By: "colour"})
			return err
		})
		f := fault.Of(err)
		if f == nil || len(f.Fields) != 2 || f.Fields[0].Key != "report.to.before_from" || f.Fields[1].Key != "report.by.unknown" {
			t.Fatalf("%v", err)
		}
	})
}

func TestTheCountingRuleInForceIsTold(t *testing.T) {
	scenes(t, func(t *testing.T, s scene) {
		s.visit(testworld.Aino, s.kajaani, day(time.March, 3), counts{5, 2, 0})
		rule := outreach.Rule{ID: id.New[outreach.Rule](), Organisation: testworld.North, InForce: day(time.April, 1)}
		rule.Texts = map[string]outreach.RuleText{}
		for _, lang := range outreach.RuleLanguages {
			rule.Texts[lang] = outreach.RuleText{Visit: "V", Present: "P", Conversation: "C", Clienthood: "N", Onward: "O", Feedback: "F"}
		}
		s.Write(testworld.Bertta, func(tx *act.Tx) error { return outreach.AddRule(tx, rule) })
		r := s.report(testworld.Aino, report.Query{Period: spring})
		if len(r.Rules) != 2 || r.Rules[0].Period.To != day(time.April, 1) || r.Rules[1].Period.From != day(time.April, 1) || r.Rules[0].Visit == "" {
			t.Fatalf("%+v", r.Rules)
		}
	})
}
