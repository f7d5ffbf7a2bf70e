package sheet

import (
	"errors"
	"testing"

	"rinnalla/internal/fault"
)

func wantProblem(t testing.TB, err error, key string) *Problem {
	t.Helper()
	var p *Problem
	if !errors.As(err, &p) {
		t.Fatalf("got %v, want the problem %s", err, key)
	}
	if p.Key != key {
		t.Errorf("got %v, want the problem %s", p, key)
	}
	if f := fault.Of(err); f == nil || f.Key != p.Key {
		t.Errorf("the problem %s is no fault for the faces: %v", key, f)
	}
	return p
}
