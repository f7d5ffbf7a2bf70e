package stats

import (
	"cmp"
	"slices"
)

// SuppressScale hides small counts of answers from 1 to 5 of which the number and
// the mean are shown, and with them as many others as it takes. The mean tells the
// sum of the answers, so that of two hidden counts either could be worked out.
//
// The attacker knows the number of answers, their exact sum, every count shown and
// that zeros are shown. A small count is safe when at least Threshold different
// counts are possible for it, one of them Threshold or more. Where no choice is
// safe, all counts are hidden, zeros too: what is left is what a mean gives away by
// itself, which [MeanVisible] judges.
func SuppressScale(s Scale, rule Rule) [5]bool {
	var hidden [5]bool
	var small, others []int
	for i, count := range s {
		if rule.small(count) {
			hidden[i], small = true, append(small, i)
		} else if count > 0 {
			others = append(others, i)
		}
	}
	slices.SortStableFunc(others, func(a, b int) int { return cmp.Compare(s[a], s[b]) })
	for !s.safe(hidden, small, rule) {
		if len(others) == 0 {
			return [5]bool{true, true, true, true, true}
		}
		hidden[others[0]], others = true, others[1:]
	}
	return hidden
}

// safe tells whether an attacker is left with enough possible counts for each of small.
func (s Scale) safe(hidden [5]bool, small []int, rule Rule) bool {
	for _, i := range small {
		var n, sum int64
		marks := []int64{}
		for k, count := range s {
			if !hidden[k] {
				continue
			}
			n, sum = n+count, sum+count*int64(k)
			if k != i {
				marks = append(marks, int64(k))
			}
		}
		possible, most := int64(0), int64(0)
		for guess := int64(1); guess <= n && (possible < rule.Threshold || most < rule.Threshold); guess++ {
			if addUp(marks, n-guess, sum-guess*int64(i)) {
				possible, most = possible+1, guess
			}
		}
		if possible < rule.Threshold || most < rule.Threshold {
			return false
		}
	}
	return true
}

// addUp tells whether n answers, one at least of each mark and none of another,
// can have this sum. The marks ascend.
func addUp(marks []int64, n, sum int64) bool {
	if len(marks) == 0 {
		return n == 0 && sum == 0
	}
	for _, mark := range marks {
		n, sum = n-1, sum-mark
	}
	steps := []int64{}
	for _, mark := range marks[1:] {
		steps = append(steps, mark-marks[0])
	}
	rest := sum - n*marks[0]
	return n >= 0 && rest >= 0 && climb(steps, n, rest)
}

// climb tells whether a height is reached in n steps at most. Of the highest step
// so many are taken as fit, or up to three fewer: four lower steps of these heights
// are never needed where they could be put together to higher ones.
func climb(steps []int64, n, height int64) bool {
	if height == 0 {
		return n >= 0
	}
	if len(steps) == 0 || n <= 0 {
		return false
	}
	last := len(steps) - 1
	fit := height / steps[last]
	for take := fit; take >= 0 && take >= fit-3; take-- {
		if climb(steps[:last], n-take, height-take*steps[last]) {
			return true
		}
	}
	return false
}
