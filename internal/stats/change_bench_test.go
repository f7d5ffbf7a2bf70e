package stats

import (
	"math/rand/v2"
	"testing"
)

const million = 1_000_000

// answersOfAMillion are 30 items a person, of which a share is skipped.
func answersOfAMillion(skipped float64) []uint8 {
	random := rand.New(rand.NewPCG(3, 1))
	answers := make([]uint8, 30*million)
	for i := range answers {
		if answers[i] = uint8(random.IntN(5)); skipped > 0 && random.Float64() < skipped {
			answers[i] = Skipped
		}
	}
	return answers
}

func benchmarkItems(b *testing.B, answers []uint8) {
	for b.Loop() {
		items := NewItems(30)
		for at := 0; at < len(answers); at += 30 {
			items.Add(answers[at : at+30])
		}
		if _, ok := items.Consistency().Alpha.Value(); !ok {
			b.Fatal("no alpha")
		}
	}
}

func BenchmarkAlphaOfAMillionBy30Items(b *testing.B) { benchmarkItems(b, answersOfAMillion(0)) }

func BenchmarkAlphaOfAMillionBy30ItemsSomeSkipped(b *testing.B) {
	benchmarkItems(b, answersOfAMillion(0.01))
}

// benchmarkChange takes scores of 61 steps.
func benchmarkChange(b *testing.B, step float64) {
	random := rand.New(rand.NewPCG(4, 1))
	first, last := make([]float64, million), make([]float64, million)
	for i := range first {
		first[i], last[i] = float64(random.IntN(61))/step, float64(random.IntN(61))/step
	}
	limits, _ := LimitsOfAgreement(-9/step, 9/step)
	for b.Loop() {
		if _, ok := Change(first, last).GAv.Value(); !ok {
			b.Fatal("no g")
		}
		limits.CountChanges(first, last, HigherIsBetter)
	}
}

func BenchmarkChangeOfAMillionWholeScores(b *testing.B) { benchmarkChange(b, 1) }
func BenchmarkChangeOfAMillionMeanScores(b *testing.B)  { benchmarkChange(b, 12) }
