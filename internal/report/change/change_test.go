package change_test

import (
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/reference"
	"rinnalla/internal/report/change"
	"rinnalla/internal/stats"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/measured"
)

func TestTwelveWhoWereMeasuredTwiceAreComparedAndFiveWhoWereLostAreCounted(t *testing.T) {
	cohorts(t, func(t *testing.T, c *cohort) {
		people := append(measured.Many(6, measured.Twice(testworld.Aino, 1, 2)), measured.Many(6, measured.Twice(testworld.Aino, 2, 2))...)
		c.Enrol(append(people, measured.Many(5, measured.Once(testworld.Aino, 0))...)...)
		r := c.change(testworld.Aino, change.Query{})
		s := scale(t, r, "kaikki")
		if !is(s.Started, 17) || !is(s.Pairs, 12) || !is(s.Lost, 5) || !is(s.First.Mean, 9) || !is(s.Last.Mean, 12) || !is(s.Difference.Mean, 3) {
			t.Errorf("%+v", s)
		}
		if !is(s.Better.N, 6) || !is(s.Worse.N, 0) || !is(s.Unclear.N, 6) || !is(s.Better.Share, 0.5) {
			t.Errorf("%+v %+v %+v", s.Better, s.Worse, s.Unclear)
		}
		if half := scale(t, r, "alku"); half.Better.N.Lack() != stats.NoLimit || half.Limit != nil {
			t.Errorf("%+v", half.Better)
		}
		if formative := scale(t, r, "loppu"); formative.Alpha.Lack() != stats.Formative {
			t.Errorf("%+v", formative.Alpha)
		}
		if _, told := s.Alpha.Value(); !told || len(s.Items) != 6 {
			t.Errorf("%+v %+v", s.Alpha, s.Items)
		}
	})
}

func TestUnderTenNoMeanAndUnderFiveNoNumberIsTold(t *testing.T) {
	cohorts(t, func(t *testing.T, c *cohort) {
		c.Enrol(append(measured.Many(9, measured.Twice(testworld.Aino, 1, 2)), measured.Many(4, measured.Once(testworld.Aino, 0))...)...)
		s := scale(t, c.change(testworld.Aino, change.Query{}), "kaikki")
		if !is(s.Pairs, 9) || s.First.Mean.Lack() != stats.FewPeople || s.Lost.Lack() != stats.FewPeople || s.Started.Lack() != stats.FewPeople {
			t.Errorf("%+v", s)
		}
		if !is(s.Better.N, 9) || s.Better.Share.Lack() != stats.FewPeople {
			t.Errorf("%+v", s.Better)
		}
	})
}

func TestWhereTheLostAreFewNothingTellsHowManyStarted(t *testing.T) {
	cohorts(t, func(t *testing.T, c *cohort) {
		people := append(measured.Many(6, measured.Twice(testworld.Aino, 0, 2)), measured.Many(7, measured.Twice(testworld.Aino, 2, 2))...)
		c.Enrol(append(people, measured.Many(2, measured.Once(testworld.Aino, 0))...)...)
		s := scale(t, c.change(testworld.Aino, change.Query{}), "kaikki")
		if !is(s.Pairs, 13) || s.Lost.Lack() != stats.FewPeople || s.Started.Lack() != stats.FewPeople {
			t.Fatalf("%+v", s)
		}
		for what, f := range map[string]stats.Figure{
			"a share of all at the ceiling": s.Ceiling.Share, "its interval": s.Ceiling.Interval.High, "the interval of alpha": s.AlphaInterval.Low,
			"who began at the floor, of whom some were lost": s.Floor.N, "their share": s.Floor.Share,
		} {
			if f.Lack() != stats.FewPeople {
				t.Errorf("%s is told: %v", what, f)
			}
		}
		if _, told := s.Alpha.Value(); !told || !is(s.Ceiling.N, 0) {
			t.Errorf("what tells of nobody is kept back: %v %v", s.Alpha, s.Ceiling.N)
		}
	})
}

func TestThoseOfTheLostWhoBeganAtTheFloorAreNotToldByADifference(t *testing.T) {
	cohorts(t, func(t *testing.T, c *cohort) {
		people := append(measured.Many(6, measured.Twice(testworld.Aino, 0, 2)), measured.Many(7, measured.Twice(testworld.Aino, 2, 2))...)
		people = append(people, measured.Many(8, measured.Once(testworld.Aino, 2))...)
		c.Enrol(append(people, measured.Many(3, measured.Once(testworld.Aino, 0))...)...)
		s := scale(t, c.change(testworld.Aino, change.Query{}), "kaikki")
		if !is(s.Lost, 11) || !is(s.Started, 24) || s.Floor.N.Lack() != stats.FewPeople || !is(s.Ceiling.N, 0) || !is(s.Ceiling.Share, 0) {
			t.Errorf("%v %v %+v %+v", s.Lost, s.Started, s.Floor, s.Ceiling)
		}
	})
}

// Beside mean and SD a number that is hidden among bands that are told could be worked out.
func TestBandsAreSoWideThatNoneOfThemHasToBeHidden(t *testing.T) {
	cohorts(t, func(t *testing.T, c *cohort) {
		people := append(many(8, 1, 1), many(5, 2, 2)...)
		c.Enrol(append(people, many(2, 3, 3)...)...)
		s := scale(t, c.change(testworld.Aino, change.Query{}), "kaikki")
		if len(s.Bands) != 2 || !is(s.Bands[0].First, 8) || !is(s.Bands[1].First, 7) || !is(s.Bands[1].Last, 7) {
			t.Errorf("%+v", s.Bands)
		}
	})
}

func TestWhoBeganBesideTheEndOfTheScaleIsNotToldByTheBandThere(t *testing.T) {
	cohorts(t, func(t *testing.T, c *cohort) {
		beside := measured.Twice(testworld.Aino, 0, 2)
		beside.Sittings[0].Answers = []float64{1, 1, 1, 0, 0, 0}
		c.Enrol(append(append(many(6, 0, 2), measured.Many(2, beside)...), many(7, 2, 2)...)...)
		s := scale(t, c.change(testworld.Aino, change.Query{}), "kaikki")
		if len(s.Bands) != 5 || !is(s.Bands[0].First, 8) || s.Floor.N.Lack() != stats.FewPeople {
			t.Errorf("%+v %+v", s.Bands, s.Floor)
		}
	})
}

func TestOutsidersAreToldOfNewMeasurementsOnceEnoughPeopleWereMeasuredAndTheMonthHasEnded(t *testing.T) {
	cohorts(t, func(t *testing.T, c *cohort) {
		c.Enrol(measured.Many(12, measured.Twice(testworld.Aino, 1, 2))...)
		told := scale(t, c.change(testworld.Elli, change.Query{}), "kaikki")
		if !is(told.Pairs, 12) || !is(told.Last.Mean, 12) {
			t.Fatalf("%+v", told)
		}
		c.Enrol(measured.Person{Worker: testworld.Aino, Sittings: []measured.Sitting{
			{Day: measured.Day(7, 10), Answers: measured.All(0)}, {Day: measured.Day(8, 10), Answers: measured.All(4)}}})
		if again := scale(t, c.change(testworld.Elli, change.Query{}), "kaikki"); !is(again.Pairs, 12) || !is(again.Last.Mean, 12) {
			t.Errorf("the difference to the report before tells of one person: %+v", again)
		}
		if inside := scale(t, c.change(testworld.Bertta, change.Query{}), "kaikki"); !is(inside.Pairs, 13) {
			t.Errorf("her own house is told at once: %+v", inside)
		}
		c.Enrol(measured.Many(9, measured.Person{Worker: testworld.Aino, Sittings: []measured.Sitting{
			{Day: measured.Day(9, 1), Answers: measured.All(1)}, {Day: measured.Day(9, 20), Answers: measured.All(1)}}})...)
		if again := scale(t, c.change(testworld.Elli, change.Query{}), "kaikki"); !is(again.Pairs, 22) {
			t.Errorf("ten more: %+v", again)
		}
	})
}

func TestAGroupIsSetBesideWhatOthersHavePublishedAboutTheScale(t *testing.T) {
	cohorts(t, func(t *testing.T, c *cohort) {
		c.Enrol(append(many(6, 1, 2), many(6, 2, 3)...)...)
		s := reference.Set{ID: id.New[reference.Set](), Organisation: testworld.North, Instrument: "kuusi", Scale: "kaikki", People: "Muita", Asked: measured.Day(1, 1),
			Source: "Keksitty testiin", Scores: []reference.Score{{Score: 6, N: 100}, {Score: 12, N: 300}, {Score: 18, N: 100}}}
		c.Write(testworld.Bertta, func(tx *act.Tx) error { return reference.Import(tx, s) })
		all := scale(t, c.change(testworld.Bertta, change.Query{}), "kaikki").References
		if len(all) != 1 || all[0].N != 500 || !is(all[0].Mean, 12) || !is(all[0].Median, 12) {
			t.Fatalf("%+v", all)
		}
		sd, _ := all[0].SD.Value()
		if !is(all[0].First, (9-12)/sd) || !is(all[0].Last, (15-12)/sd) || !is(all[0].Share(change.Band{From: 10, To: 14, Whole: true}), 0.6) {
			t.Errorf("%+v", all[0])
		}
	})
}

func many(n int, first, last float64) []measured.Person {
	return measured.Many(n, measured.Twice(testworld.Aino, first, last))
}

func TestAGroupThatIsTooSmallIsNotComparedEither(t *testing.T) {
	cohorts(t, func(t *testing.T, c *cohort) {
		c.Enrol(many(9, 1, 2)...)
		s := reference.Set{ID: id.New[reference.Set](), Organisation: testworld.North, Instrument: "kuusi", Scale: "kaikki", People: "Muita", Asked: measured.Day(1, 1),
			Source: "Keksitty testiin", Scores: []reference.Score{{Score: 6, N: 100}, {Score: 12, N: 300}}}
		c.Write(testworld.Bertta, func(tx *act.Tx) error { return reference.Import(tx, s) })
		if r := scale(t, c.change(testworld.Bertta, change.Query{}), "kaikki").References[0]; r.First.Lack() != stats.FewPeople || r.Last.Lack() != stats.FewPeople {
			t.Errorf("%+v", r)
		}
	})
}

// measuredBy is somebody who was measured twice, answered by somebody.
func measuredBy(by outcome.AnsweredBy, first, last float64) measured.Person {
	p := measured.Twice(testworld.Aino, first, last)
	for i := range p.Sittings {
		p.Sittings[i].By = by
	}
	return p
}

func TestAWorkersRatingIsNeverPairedWithAClientsOwn(t *testing.T) {
	cohorts(t, func(t *testing.T, c *cohort) {
		mixed := measured.Twice(testworld.Aino, 1, 2)
		mixed.Sittings[1].By = outcome.ByWorker
		c.Enrol(append(measured.Many(20, mixed), measured.Many(10, measuredBy(outcome.ByWorker, 1, 3))...)...)
		s := scale(t, c.change(testworld.Bertta, change.Query{}), "kaikki")
		if !is(s.Started, 30) || !is(s.Pairs, 10) || !is(s.Lost, 20) || !is(s.Difference.Mean, 12) {
			t.Errorf("%+v", s)
		}
		if s = scale(t, c.change(testworld.Bertta, change.Query{Who: change.ByWorker}), "kaikki"); !is(s.Started, 30) || !is(s.Pairs, 10) {
			t.Errorf("workers alone: %+v", s)
		}
	})
}

func TestStartToEndLeavesOutWhatWasMeasuredInBetween(t *testing.T) {
	cohorts(t, func(t *testing.T, c *cohort) {
		p := measured.Twice(testworld.Aino, 1, 2)
		p.Sittings = append(p.Sittings, measured.Sitting{Day: measured.Day(9, 1), When: outcome.AtFollowUp, Answers: measured.All(4)})
		c.Enrol(measured.Many(15, p)...)
		if s := scale(t, c.change(testworld.Bertta, change.Query{}), "kaikki"); !is(s.Last.Mean, 24) {
			t.Errorf("first to last: %+v", s.Last)
		}
		if s := scale(t, c.change(testworld.Bertta, change.Query{Pairs: change.StartToEnd}), "kaikki"); s.Last.Mean.Lack() == stats.NoLacking && !is(s.Last.Mean, 12) {
			t.Errorf("start to end: %+v", s.Last)
		}
	})
}

func TestAUnitIsNotToldWhenTheRestOfTheHouseIsTooSmall(t *testing.T) {
	cohorts(t, func(t *testing.T, c *cohort) {
		c.Enrol(append(many(20, 1, 2), measured.Many(3, measured.Twice(testworld.Aune, 4, 1))...)...)
		if s := scale(t, c.change(testworld.Bertta, change.Query{}), "kaikki"); !is(s.Pairs, 23) {
			t.Errorf("the house: %+v", s)
		}
		if s := scale(t, c.change(testworld.Bertta, change.Query{Unit: testworld.NorthUnit}), "kaikki"); s.First.Mean.Lack() != stats.Telling || s.Pairs.Lack() != stats.Telling {
			t.Errorf("the large unit gives away the small one: %+v", s)
		}
		if s := scale(t, c.change(testworld.Bertta, change.Query{Unit: testworld.NorthEast}), "kaikki"); s.First.Mean.Lack() != stats.FewPeople {
			t.Errorf("the small unit: %+v", s)
		}
	})
}

func TestOneUnitIsToldTheSameWhetherItIsReadAloneOrNot(t *testing.T) {
	cohorts(t, func(t *testing.T, c *cohort) {
		c.Enrol(append(many(20, 1, 2), measured.Many(12, measured.Twice(testworld.Aune, 4, 1))...)...)
		q := change.Query{Unit: testworld.NorthEast, Known: &change.Known{}}
		fresh := scale(t, c.change(testworld.Bertta, q), "kaikki")
		if again := scale(t, c.change(testworld.Bertta, q), "kaikki"); !is(again.Pairs, 12) || again.Difference != fresh.Difference || again.Alpha != fresh.Alpha {
			t.Errorf("%+v and then %+v", fresh, again)
		}
	})
}

func TestAnOrganisationWithTooFewIsLeftOutOfTheSumOfAll(t *testing.T) {
	cohorts(t, func(t *testing.T, c *cohort) {
		if err := instrument.BringShipped(t.Context(), c.Acts); err != nil {
			t.Fatal(err)
		}
		var home []measured.Sitting
		for _, day := range []civil.Date{measured.Day(3, 1), measured.Day(5, 1)} {
			home = append(home, measured.Sitting{Day: day, Version: shipped(t, c, "life-circle"), Items: map[string]instrument.Answer{"home": {State: instrument.Given, Number: 4}}})
		}
		c.Enrol(append(measured.Many(12, measured.Person{Worker: testworld.Aino, Sittings: home}), measured.Many(4, measured.Person{Worker: testworld.Cia, Sittings: home})...)...)
		r := c.change(testworld.Elli, change.Query{Instrument: "life-circle"})
		if s := scale(t, r, "home"); !is(s.Pairs, 12) || len(r.LeftOut) != 1 || r.LeftOut[0] != testworld.South {
			t.Errorf("%+v, left out %v", s, r.LeftOut)
		}
	})
}

// answering is a person of a worker who was measured so often with the areas of the life circle.
func answering(t *testing.T, c *cohort, worker access.Actor, times int, areas ...string) (p measured.Person) {
	t.Helper()
	p.Worker = worker
	for i := range times {
		s := measured.Sitting{Day: measured.Day(3+2*i, 1), Version: shipped(t, c, "life-circle"), Items: map[string]instrument.Answer{}}
		for _, area := range areas {
			s.Items[area] = instrument.Answer{State: instrument.Given, Number: 4}
		}
		p.Sittings = append(p.Sittings, s)
	}
	return p
}

func TestEachScaleNamesTheOrganisationsThatAreNotInItsSum(t *testing.T) {
	cohorts(t, func(t *testing.T, c *cohort) {
		if err := instrument.BringShipped(t.Context(), c.Acts); err != nil {
			t.Fatal(err)
		}
		c.Enrol(measured.Many(12, answering(t, c, testworld.Aino, 2, "home", "money"))...)
		c.Enrol(measured.Many(6, answering(t, c, testworld.Cia, 2, "home"))...)
		c.Enrol(measured.Many(6, answering(t, c, testworld.Cia, 2, "home", "money"))...)
		r := c.change(testworld.Elli, change.Query{Instrument: "life-circle"})
		if s := scale(t, r, "home"); !is(s.Pairs, 24) || len(s.LeftOut) != 0 {
			t.Errorf("%+v, left out %v", s.Pairs, s.LeftOut)
		}
		if s := scale(t, r, "money"); !is(s.Pairs, 12) || len(s.LeftOut) != 1 || s.LeftOut[0] != testworld.South || len(r.LeftOut) != 0 {
			t.Errorf("%+v, left out %v and everywhere %v", s.Pairs, s.LeftOut, r.LeftOut)
		}
	})
}

func TestASumWithoutThoseWhoWereMeasuredAgainDoesNotSayThatNobodyWas(t *testing.T) {
	cohorts(t, func(t *testing.T, c *cohort) {
		if err := instrument.BringShipped(t.Context(), c.Acts); err != nil {
			t.Fatal(err)
		}
		c.Enrol(measured.Many(7, answering(t, c, testworld.Aino, 2, "home"))...)
		c.Enrol(measured.Many(12, answering(t, c, testworld.Cia, 1, "home"))...)
		r := c.change(testworld.Elli, change.Query{Instrument: "life-circle"})
		if s := scale(t, r, "home"); s.Pairs.Lack() != stats.FewPeople || s.Started.Lack() != stats.FewPeople || len(r.LeftOut) != 2 {
			t.Errorf("%+v of %+v, left out %v", s.Pairs, s.Started, r.LeftOut)
		}
		r = c.change(testworld.Elli, change.Query{Instrument: "life-circle", Organisation: testworld.South})
		if s := scale(t, r, "home"); !is(s.Pairs, 0) || !is(s.Lost, 12) {
			t.Errorf("by itself the south is told: %+v", s)
		}
	})
}

// shipped is the version of an instrument that everybody can use.
func shipped(t *testing.T, c *cohort, code string) (v instrument.VersionID) {
	t.Helper()
	c.Read(testworld.Bertta, func(tx *act.Tx) error {
		in, err := instrument.FindCode(tx, testworld.North, code)
		newest, _ := in.Newest()
		v = newest.ID
		return err
	})
	return v
}

func TestRecordsThatWereJoinedAreOnePerson(t *testing.T) {
	cohorts(t, func(t *testing.T, c *cohort) {
		c.Enrol(many(11, 1, 2)...)
		first := c.Enrol(measured.Person{Worker: testworld.Aino, Sittings: []measured.Sitting{{Day: measured.Day(3, 1), Answers: measured.All(1)}}})
		last := c.Enrol(measured.Person{Worker: testworld.Aino, Sittings: []measured.Sitting{{Day: measured.Day(6, 1), When: outcome.AtEnd, Answers: measured.All(2)}}})
		c.Write(testworld.Aino, func(tx *act.Tx) error {
			return client.MergeRecords(tx, client.Merge{ID: id.New[client.Merge](), Client: last[0], Into: first[0], Reason: "Sama ihminen"})
		})
		if s := scale(t, c.change(testworld.Bertta, change.Query{}), "kaikki"); !is(s.Started, 12) || !is(s.Pairs, 12) || !is(s.Lost, 0) {
			t.Errorf("%+v", s)
		}
	})
}

func TestVersionsWhoseScoresDoNotCompareAreKeptApart(t *testing.T) {
	cohorts(t, func(t *testing.T, c *cohort) {
		second := id.New[instrument.Version]()
		c.Enrol(many(12, 1, 2)...)
		c.Write(testworld.Bertta, func(tx *act.Tx) error {
			d := measured.Six()
			d.Scales[0].Rule = instrument.Mean
			return instrument.Revise(tx, instrument.Revision{ID: second, Instrument: c.Instrument, Definition: d, Changed: "Keskiarvo summan sijaan"}, 0)
		})
		late := measured.Twice(testworld.Aino, 1, 2)
		late.Sittings[1].Version = second
		c.Enrol(measured.Many(6, late)...)
		r := c.change(testworld.Bertta, change.Query{})
		if s := scale(t, r, "kaikki"); !is(s.Started, 18) || !is(s.Pairs, 12) || !is(s.Lost, 6) || !is(r.Apart, 6) || len(r.Versions) != 1 || r.Versions[0] != 1 {
			t.Errorf("%+v, apart %+v, versions %v", s, r.Apart, r.Versions)
		}
	})
}

func TestTwoRatingsOfOneMomentAreComparedAndNeitherIsAPair(t *testing.T) {
	cohorts(t, func(t *testing.T, c *cohort) {
		var people []measured.Person
		for i := range 12 {
			moment := outcome.MomentID(id.New[outcome.Measurement]())
			people = append(people, measured.Person{Worker: testworld.Aino, Sittings: []measured.Sitting{
				{Day: measured.Day(3, 1), Moment: moment, By: outcome.ByClient, Answers: measured.All(float64(i % 4))},
				{Day: measured.Day(3, 1), Moment: moment, By: outcome.ByWorker, Answers: measured.All(float64(i%4 + i%2))},
			}})
		}
		c.Enrol(people...)
		s := scale(t, c.change(testworld.Bertta, change.Query{}), "kaikki")
		if icc, told := s.Raters.Value.Value(); !is(s.RatedByBoth, 12) || !told || icc < 0.5 || icc >= 1 || !is(s.Pairs, 0) {
			t.Errorf("%+v %+v", s.RatedByBoth, s.Raters)
		}
	})
}

// goals are three goals, each with how it was attained, or not assessed yet.
func goals(levels ...string) map[string][]instrument.Entry {
	var all []instrument.Entry
	for _, level := range levels {
		e := instrument.Entry{"goal": {State: instrument.Given, Text: "Keksitty"}, "weight": {State: instrument.Given, Number: 1}}
		if level != "" {
			e["level"] = instrument.Answer{State: instrument.Given, Option: level}
		}
		all = append(all, e)
	}
	return map[string][]instrument.Entry{"goals": all}
}

func TestChangeOfTIsNotToldOfUnitsThatLeaveFewWithTwoT(t *testing.T) {
	cohorts(t, func(t *testing.T, c *cohort) {
		if err := instrument.BringShipped(t.Context(), c.Acts); err != nil {
			t.Fatal(err)
		}
		v := shipped(t, c, "goals")
		person := func(worker access.Actor, first ...string) measured.Person {
			return measured.Person{Worker: worker, Sittings: []measured.Sitting{
				{Day: measured.Day(3, 1), Version: v, Entries: goals(first...)},
				{Day: measured.Day(8, 1), When: outcome.AtEnd, Version: v, Entries: goals("above", "expected", "far_above")},
			}}
		}
		twice := []string{"below", "below", "far_below"}
		c.Enrol(append(measured.Many(20, person(testworld.Aino, twice...)), measured.Many(5, person(testworld.Aune, twice...))...)...)
		c.Enrol(measured.Many(11, person(testworld.Aune, "", "", ""))...)
		whole := scale(t, c.change(testworld.Bertta, change.Query{Instrument: "goals"}), "t")
		if _, told := whole.First.Mean.Value(); !told {
			t.Fatalf("25 have two T, 11 one: %+v", whole.First)
		}
		unit := scale(t, c.change(testworld.Bertta, change.Query{Instrument: "goals", Unit: testworld.NorthUnit}), "t")
		if unit.First.Mean.Lack() != stats.Telling || !is(unit.Attained.N, 20) {
			t.Errorf("the rest of those with two T are five people: %+v, %+v", unit.First, unit.Attained.N)
		}
	})
}

func TestGoalsAreToldAsTWhereTheyWereAssessed(t *testing.T) {
	cohorts(t, func(t *testing.T, c *cohort) {
		if err := instrument.BringShipped(t.Context(), c.Acts); err != nil {
			t.Fatal(err)
		}
		v := shipped(t, c, "goals")
		p := measured.Person{Worker: testworld.Aino, Sittings: []measured.Sitting{
			{Day: measured.Day(3, 1), Version: v, Entries: goals("", "", "")},
			{Day: measured.Day(8, 1), When: outcome.AtEnd, Version: v, Entries: goals("above", "expected", "far_above")},
		}}
		alone := measured.Person{Worker: testworld.Aino, Sittings: p.Sittings[:1]}
		c.Enrol(append(measured.Many(12, p), measured.Many(5, alone)...)...)
		s := scale(t, c.change(testworld.Bertta, change.Query{Instrument: "goals"}), "t")
		if s.Attained == nil || !is(s.Started, 17) || !is(s.Pairs, 12) || !is(s.Lost, 5) {
			t.Fatalf("%+v", s)
		}
		if mean, _ := s.Attained.Mean.Value(); mean < 63.693063 || mean > 63.693064 || !is(s.Attained.Reached.N, 12) {
			t.Errorf("%+v", s.Attained)
		}
	})
}

func TestOnAScaleWithoutABetterEndNobodyIsCountedAsBetterOrWorse(t *testing.T) {
	cohorts(t, func(t *testing.T, c *cohort) {
		d := measured.Six()
		d.Code = "suunnaton"
		for i := range d.Scales {
			d.Scales[i].Better = ""
		}
		c.Version = id.New[instrument.Version]()
		c.Load(id.New[instrument.Instrument](), c.Version, d)
		c.Enrol(append(measured.Many(6, measured.Twice(testworld.Aino, 1, 2)), measured.Many(6, measured.Twice(testworld.Aino, 2, 2))...)...)
		s := scale(t, c.change(testworld.Aino, change.Query{Instrument: "suunnaton"}), "kaikki")
		if s.Better.N.Lack() != stats.NoBetter || s.Worse.N.Lack() != stats.NoBetter || s.Worse.Share.Lack() != stats.NoBetter {
			t.Errorf("%+v %+v", s.Better, s.Worse)
		}
		if !is(s.Unclear.N, 6) || !is(s.Unclear.Share, 0.5) || !is(s.Unsaid.N, 6) || !is(s.Unsaid.Share, 0.5) {
			t.Errorf("six of twelve stayed within the limit: %+v, and six did not: %+v", s.Unclear, s.Unsaid)
		}
		if !is(s.ChangesTold(), 6) {
			t.Errorf("%+v", s.ChangesTold())
		}
	})
}
