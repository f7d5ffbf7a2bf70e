package client

import (
	"slices"
	"strings"
)

// sameName tells whether two people have the same family name and the same first given name, however these are written. Whoever is known
// by one name only is compared by that.
func sameName(p, q Person) bool {
	a, b := words(p.Family), words(q.Family)
	if !slices.Equal(a, b) {
		return false
	}
	return slices.Equal(first(words(p.Given)), first(words(q.Given)))
}

func first(words []string) []string { return words[:min(1, len(words))] }

// nearName tells whether two names may be one, written or heard differently: the same, with one letter wrong, missing, too many or swapped
// with its neighbour (two in names of more than nine letters), with family name and given name in each other's place, or with another of
// the given names used, or another family name and the same given names.
func nearName(p, q Person) bool {
	if sameName(p, q) {
		return true
	}
	pf, qf, pg, qg := words(p.Family), words(q.Family), words(p.Given), words(q.Given)
	if swapped := slices.Concat(first(pf), first(pg)); len(swapped) == 2 && slices.Equal(swapped, slices.Concat(first(qg), first(qf))) {
		return true
	}
	if slices.Equal(pf, qf) && shared(pg, qg) {
		return true
	}
	if len(pg) > 1 && slices.Equal(pg, qg) {
		return true
	}
	a := strings.Join(slices.Concat(pf, first(pg)), " ")
	b := strings.Join(slices.Concat(qf, first(qg)), " ")
	return slips(a, b) <= 1 || slips(a, b) <= 2 && min(len(a), len(b)) > 9
}

func shared(a, b []string) bool {
	return slices.ContainsFunc(a, func(word string) bool { return slices.Contains(b, word) })
}

// slips counts how many letters have to be changed, added, taken away or swapped with their neighbours to make one word of another
// (optimal string alignment).
func slips(from, to string) int {
	a, b := []rune(from), []rune(to)
	before, last := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range a {
		now := make([]int, len(b)+1)
		now[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			now[j+1] = min(last[j]+cost, last[j+1]+1, now[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				now[j+1] = min(now[j+1], before[j-1]+1)
			}
		}
		before, last = last, now
	}
	return last[len(b)]
}
