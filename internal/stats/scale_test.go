package stats

import (
	"math/rand/v2"
	"testing"
)

// possible are the counts of one mark that agree with what is shown, found by
// trying all scales.
func possible(s Scale, hidden [5]bool, mark int) map[int64]bool {
	all := hidden == [5]bool{true, true, true, true, true}
	var n, sum int64
	for i, count := range s {
		n, sum = n+count, sum+count*int64(i+1)
	}
	found := map[int64]bool{}
	var try func(at int, guess Scale, n, sum int64)
	try = func(at int, guess Scale, n, sum int64) {
		if n < 0 || sum < 0 {
			return
		}
		if at == 5 {
			if n == 0 && sum == 0 {
				found[guess[mark]] = true
			}
			return
		}
		from, to := s[at], s[at]
		if hidden[at] {
			from, to = 1, n
			if all {
				from = 0
			}
		}
		for v := from; v <= to; v++ {
			guess[at] = v
			try(at+1, guess, n-v, sum-v*int64(at+1))
		}
	}
	try(0, Scale{}, n, sum)
	return found
}

func TestTheMeanDoesNotGiveAwayASmallCountOfAnswers(t *testing.T) {
	rule := Rule{Threshold: 5}
	random := rand.New(rand.NewPCG(7, 7))
	whole, some := 0, 0
	for range 300 {
		s := Scale{}
		for i := range s {
			s[i] = int64(random.ExpFloat64() * random.ExpFloat64() * 6)
		}
		hidden := SuppressScale(s, rule)
		if hidden == [5]bool{true, true, true, true, true} {
			whole++
			continue
		}
		for i, count := range s {
			if rule.small(count) != hidden[i] {
				some++
			}
			if !rule.small(count) {
				continue
			}
			counts, most := possible(s, hidden, i), int64(0)
			for v := range counts {
				most = max(most, v)
			}
			if !hidden[i] || len(counts) < 5 || most < 5 {
				t.Fatalf("%v, hidden %v: for mark %d only %v are possible", s, hidden, i+1, counts)
			}
		}
	}
	if whole == 0 || whole > 250 || some == 0 {
		t.Errorf("of 300 scales %d were hidden whole, and %d counts protect others", whole, some)
	}
}

func TestScalesAsTheyOccur(t *testing.T) {
	for _, c := range []struct {
		name string
		s    Scale
		want [5]bool
	}{
		{"nothing is small", Scale{0, 5, 9, 20, 30}, [5]bool{}},
		{"two hidden counts follow from the mean, three do not", Scale{3, 13, 48, 230, 356}, [5]bool{true, true, true}},
		{"one bad mark among good ones shows through the mean", Scale{0, 1, 0, 9, 29}, [5]bool{true, true, true, true, true}},
		{"nobody answered", Scale{}, [5]bool{}},
	} {
		if got := SuppressScale(c.s, Rule{Threshold: 5}); got != c.want {
			t.Errorf("%s: hidden %v", c.name, got)
		}
	}
}

func TestAddUpFindsWhatTryingFinds(t *testing.T) {
	marks := []int64{0, 2, 3, 4}
	reached := map[[2]int64]bool{}
	for a := int64(1); a < 9; a++ {
		for b := int64(1); b < 9; b++ {
			for c := int64(1); c < 9; c++ {
				for d := int64(1); d < 9; d++ {
					reached[[2]int64{a + b + c + d, 2*b + 3*c + 4*d}] = true
				}
			}
		}
	}
	for n := range int64(12) {
		for sum := range int64(40) {
			if got := addUp(marks, n, sum); got != reached[[2]int64{n, sum}] {
				t.Errorf("%d answers with the sum %d: %v", n, sum, got)
			}
		}
	}
}
