package change_test

import (
	"testing"

	"rinnalla/internal/report/change"
)

func TestABugInOnePartOfAReportDoesNotEndTheProgram(t *testing.T) {
	defer func() {
		if p := recover(); p != "a bug" {
			t.Errorf("the caller was told %v", p)
		}
	}()
	change.InParallel(20, func(i int) {
		if i%7 == 3 {
			panic("a bug")
		}
	})
	t.Error("nobody was told")
}
