package web

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
)

// left is what stands in the temporary folder.
func left(t *testing.T, folder string) []os.DirEntry {
	t.Helper()
	all, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestOfAFileForAReaderNothingIsLeftWhenTheProgramIsKilled(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	f, err := NewFile()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(f, "D-1;2026-11-20\n"); err != nil {
		t.Fatal(err)
	}
	if all := left(t, folder); len(all) > 0 {
		t.Errorf("a program killed now leaves %v", all)
	}
	w := httptest.NewRecorder()
	(&Frame{}).sendFile(w, &Request{Request: httptest.NewRequest(http.MethodGet, "/answers.csv", nil)}, File(f, "text/csv", "answers.csv"))
	if w.Body.String() != "D-1;2026-11-20\n" {
		t.Errorf("%q is handed over", w.Body)
	}
	if _, err := f.Stat(); err == nil {
		t.Error("the file is still open")
	}
	given, err := NewFile()
	if err != nil {
		t.Fatal(err)
	}
	if err := Drop(given); err != nil || len(left(t, folder)) > 0 {
		t.Error(err, left(t, folder))
	}
}
