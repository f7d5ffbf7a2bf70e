package change_test

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"

	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/report"
	"rinnalla/internal/report/change"
	"rinnalla/internal/stats"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/measured"
)

func records(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }() // it was only read
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all[1:]
}

// answered are the people of change_answers.csv, in the order in which they were measured first.
func answered(t *testing.T) (people []measured.Person) {
	t.Helper()
	at := map[string]int{}
	for _, line := range records(t, "change_answers.csv") {
		s := measured.Sitting{Day: measured.Day(3, 10), When: outcome.Occasion(line[1])}
		if s.When == outcome.AtEnd {
			s.Day = measured.Day(6, 10)
		}
		for _, text := range line[2:] {
			v, err := strconv.ParseFloat(text, 64)
			if err != nil {
				v = measured.Skipped
			}
			s.Answers = append(s.Answers, v)
		}
		if _, there := at[line[0]]; !there {
			at[line[0]] = len(people)
			people = append(people, measured.Person{Worker: testworld.Aino})
		}
		p := &people[at[line[0]]]
		p.Sittings = append(p.Sittings, s)
	}
	return people
}

// figures are those of a scale, by their names in tools/oracle/change.R.
func figures(s change.Scale) map[string]stats.Figure {
	return map[string]stats.Figure{
		"started": s.Started, "pairs": s.Pairs, "lost": s.Lost,
		"mean_first": s.First.Mean, "mean_last": s.Last.Mean, "sd_first": s.First.SD, "sd_last": s.Last.SD,
		"median_first": s.First.Median, "median_last": s.Last.Median, "mean_diff": s.Difference.Mean,
		"ci_low": s.MeanInterval.Low, "ci_high": s.MeanInterval.High,
		"d_z": s.DZ, "d_av": s.DAv, "g_av": s.GAv, "g_low": s.GAvInterval.Low, "g_high": s.GAvInterval.High,
		"wilcoxon_v": s.SignedRank.V, "wilcoxon_p": s.SignedRank.P,
		"lost_mean": s.LostFirst.Mean, "lost_difference": s.Gap.Difference, "lost_p": s.Gap.P,
		"lost_low": s.Gap.Interval.Low, "lost_high": s.Gap.Interval.High, "lost_d": s.Gap.Standardized, "alpha_first": s.Alpha,
		"better": s.Better.N, "worse": s.Worse.N, "unclear": s.Unclear.N,
		"better_share": s.Better.Share, "better_low": s.Better.Interval.Low, "better_high": s.Better.Interval.High,
	}
}

func TestAReportFromAnswersToFiguresAgreesWithR(t *testing.T) {
	cohorts(t, func(t *testing.T, c *cohort) {
		d := measured.Six()
		d.Code = "kultainen"
		d.Sections[0].Items[5].Better = instrument.LowerIsBetter
		c.Version = id.New[instrument.Version]()
		c.Load(id.New[instrument.Instrument](), c.Version, d)
		c.Enrol(answered(t)...)
		r := c.change(testworld.Aino, change.Query{Instrument: "kultainen", Rule: report.Disclosure{Threshold: 2, LeastForMean: 2}})
		compared := 0
		for _, line := range records(t, "change.csv") {
			want, err := strconv.ParseFloat(line[2], 64)
			if err != nil {
				t.Fatal(err)
			}
			got, told := figures(scale(t, r, line[0]))[line[1]].Value()
			if !told || math.Abs(got-want) > 1e-9*max(1, math.Abs(want)) {
				t.Errorf("%s %s: %v %v, want %v", line[0], line[1], got, told, want)
			}
			compared++
		}
		if compared != 109 {
			t.Errorf("%d figures", compared)
		}
	})
}
