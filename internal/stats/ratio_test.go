package stats

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"
)

func close(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

func TestTheContactRateNeedsPeoplePresent(t *testing.T) {
	for _, tt := range []struct {
		name        string
		part, whole int64
		want        float64
		ok          bool
	}{
		{"conversations by people present", 1375, 6210, 0.22141706924, true},
		{"conversations by visits exceed one", 1375, 392, 3.50765306122, true},
		{"nobody talked", 0, 40, 0, true},
		{"nobody was present", 0, 0, 0, false},
		{"a negative count is no count", -1, 10, 0, false},
		{"a negative denominator is none", 1, -10, 0, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := Ratio(tt.part, tt.whole)
			if ok != tt.ok || !close(got, tt.want) {
				t.Errorf("Ratio(%d, %d) = %v, %v; want %v, %v", tt.part, tt.whole, got, ok, tt.want, tt.ok)
			}
		})
	}
}

func TestWilsonAgreesWithR(t *testing.T) {
	file, err := os.Open("testdata/wilson.csv")
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	if len(records) < 50 {
		t.Fatalf("only %d reference lines", len(records))
	}
	for _, record := range records[1:] {
		var field [5]float64
		for i, text := range record {
			if field[i], err = strconv.ParseFloat(text, 64); err != nil {
				t.Fatal(err)
			}
		}
		low, high, ok := Wilson(int64(field[0]), int64(field[1]), field[2])
		if !ok || !close(low, field[3]) || !close(high, field[4]) {
			t.Errorf("%v: got %.12f to %.12f, %v", record, low, high, ok)
		}
	}
}

// The published reference: 3 of 12, 95 per cent.
func TestWilsonOfThreeInTwelve(t *testing.T) {
	low, high, ok := Wilson(3, 12, 0.95)
	if !ok || !close(low, 0.08894166839) || !close(high, 0.53230533493) {
		t.Errorf("got %.11f to %.11f, %v", low, high, ok)
	}
}

func TestThereIsNoIntervalWithoutATrial(t *testing.T) {
	for _, tt := range []struct {
		part, whole int64
		level       float64
	}{{0, 0, 0.95}, {3, 2, 0.95}, {-1, 2, 0.95}, {1, 2, 0}, {1, 2, 1}, {1, 2, math.NaN()}} {
		if low, high, ok := Wilson(tt.part, tt.whole, tt.level); ok {
			t.Errorf("Wilson(%d, %d, %v) = %v to %v, want none", tt.part, tt.whole, tt.level, low, high)
		}
	}
}

func TestFeedbackHasAMeanOnceSomebodyAnswered(t *testing.T) {
	feedback := Scale{1, 2, 10, 30, 57}
	if n := feedback.Answers(); n != 100 {
		t.Errorf("%d answers, want 100", n)
	}
	if mean, ok := feedback.Mean(); !ok || !close(mean, 4.40) {
		t.Errorf("mean %v, %v; want 4.40", mean, ok)
	}
	if shares, ok := feedback.Shares(); !ok || !close(shares[4], 0.57) || !close(shares[0], 0.01) {
		t.Errorf("shares %v, %v", shares, ok)
	}
	for _, none := range []Scale{{}, {0, 0, 0, 0, -1}, {-1, 0, 0, 0, 2}} {
		if mean, ok := none.Mean(); ok {
			t.Errorf("%v has the mean %v, want none", none, mean)
		}
		if shares, ok := none.Shares(); ok {
			t.Errorf("%v has the shares %v, want none", none, shares)
		}
	}
}

func TestAMeanIsShownOnlyWithEnoughVisibleAnswers(t *testing.T) {
	for _, tt := range []struct {
		name    string
		answers int64
		hidden  bool
		least   int64
		want    bool
	}{
		{"enough answers", 10, false, 10, true},
		{"one too few", 9, false, 10, false},
		{"the number of answers is hidden to protect another", 60, true, 10, false},
		{"no answers and no limit", 0, false, 0, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := MeanVisible(tt.answers, tt.hidden, tt.least); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}
