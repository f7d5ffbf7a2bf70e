package picture_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rinnalla/internal/act"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/picture"
	"rinnalla/internal/testworld"
)

func notary(t testing.TB) *act.Notary {
	t.Helper()
	n, err := act.OpenNotary(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// copies are a data file and a PDF that a notary has signed.
func copies(t testing.TB, n *act.Notary) (data, paper []byte) {
	t.Helper()
	w := of(t, meter(scale{better: instrument.HigherIsBetter, limit: 2}, scale{better: instrument.LowerIsBetter}))
	w.on(0, outcome.ByClient, 4, none)
	w.on(30, outcome.Together, 7, 2)
	c := picture.CopyOf([]picture.Picture{w.draw(picture.FromStart)}, testworld.Friday)
	c.Client = &picture.CopyClient{Number: "N-12", Name: "Daavid <Dufva>"}
	data, err := picture.SignData(c, n)
	if err != nil {
		t.Fatal(err)
	}
	return data, picture.SignPDF([]byte("%PDF-1.7\nsomething that was written\n%%EOF"), n)
}

func TestACopyIsFoundAsItWasMade(t *testing.T) {
	n := notary(t)
	data, paper := copies(t, n)
	if got := picture.Check(data, n.PublicKey()); got != picture.Unchanged {
		t.Errorf("the data file is %s", got)
	}
	if got := picture.Check(paper, n.PublicKey()); got != picture.Unchanged {
		t.Errorf("the PDF is %s", got)
	}
	var packed bytes.Buffer
	if err := json.Compact(&packed, data); err != nil {
		t.Fatal(err)
	}
	if got := picture.Check(packed.Bytes(), n.PublicKey()); got != picture.Unchanged {
		t.Errorf("with its lines laid otherwise the data file is %s", got)
	}
}

func TestEveryChangeOfACopyShows(t *testing.T) {
	n := notary(t)
	data, paper := copies(t, n)
	for name, file := range map[string][]byte{"data": data, "paper": paper} {
		rapid.Check(t, func(rt *rapid.T) {
			changed := bytes.Clone(file)
			at := rapid.IntRange(0, len(changed)-1).Draw(rt, "at")
			if rapid.Bool().Draw(rt, "cut") {
				changed = changed[:at]
			} else {
				changed[at] ^= byte(1 << rapid.IntRange(0, 7).Draw(rt, "bit"))
			}
			if got := picture.Check(changed, n.PublicKey()); got == picture.Unchanged && !sameData(changed, file) {
				rt.Fatalf("%s: a change at %d does not show", name, at)
			}
		})
	}
}

// sameData tells whether two data files say the same: they differ in white space, or in unused bits at the end of base64.
func sameData(a, b []byte) bool {
	var one, other struct{ Copy json.RawMessage }
	if json.Unmarshal(a, &one) != nil || json.Unmarshal(b, &other) != nil {
		return false
	}
	var x, y bytes.Buffer
	return json.Compact(&x, one.Copy) == nil && json.Compact(&y, other.Copy) == nil && bytes.Equal(x.Bytes(), y.Bytes())
}

func TestTricksWithCopiesShow(t *testing.T) {
	n, stranger := notary(t), notary(t)
	data, paper := copies(t, n)
	theirs, theirPaper := copies(t, stranger)
	second := strings.Replace(string(data), `"copy": {`, `"copy": {"format":"rinnalla-picture/1","instruments":[]},"copy": {`, 1)
	fifth := strings.Replace(string(data), `"format"`, `"Copy": {"instruments":[]}, "format"`, 1)
	swapped := append(bytes.Clone(paper[:bytes.Index(paper, []byte("%rinnalla"))]), theirPaper[bytes.Index(theirPaper, []byte("%rinnalla")):]...)
	for name, c := range map[string]struct {
		file []byte
		want picture.Intact
	}{
		"another installation's data":           {theirs, picture.Foreign},
		"another installation's PDF":            {theirPaper, picture.Foreign},
		"a PDF under another's signature":       {swapped[:len(swapped)-1], picture.Changed},
		"a PDF that somebody has added to":      {append(bytes.Clone(paper), "1 0 obj\nendobj\n%%EOF\n"...), picture.Changed},
		"a PDF whose signature was cut off":     {paper[:bytes.Index(paper, []byte("%rinnalla"))], picture.NoCopy},
		"a second copy beside the signed one":   {[]byte(second), picture.Changed},
		"a fifth part":                          {[]byte(fifth), picture.NoCopy},
		"something after the end":               {append(bytes.Clone(data), "{}"...), picture.Changed},
		"another name":                          {bytes.Replace(data, []byte("N-12"), []byte("N-13"), 1), picture.Changed},
		"a verdict turned over":                 {bytes.Replace(data, []byte(`"better"`), []byte(`"worse"`), 2), picture.Changed},
		"some other PDF":                        {[]byte("%PDF-1.7\n%%EOF\n"), picture.NoCopy},
		"some other JSON":                       {[]byte(`{"format":"rinnalla-instrument/1"}`), picture.NoCopy},
		"no file at all":                        {nil, picture.NoCopy},
		"a checkpoint's signature is not taken": {[]byte(`{"format":"rinnalla-copy/1","key":"","signature":"","copy":{}}`), picture.Changed},
	} {
		if got := picture.Check(c.file, n.PublicKey()); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestTheCopyTellsEverythingThatWasAnsweredAndWhatCameOfIt(t *testing.T) {
	data, _ := copies(t, notary(t))
	var e struct{ Copy picture.Copy }
	if err := json.Unmarshal(data, &e); err != nil {
		t.Fatal(err)
	}
	c := e.Copy.Instruments[0]
	if e.Copy.Client.Name != "Daavid <Dufva>" || len(c.Measurements) != 2 || len(c.Scales) != 2 || len(c.Changes) != 2 {
		t.Fatalf("%+v", e.Copy)
	}
	one := c.Measurements[0]
	if one.By != outcome.ByClient || len(one.Answers) != 2 || one.Answers[0].Question != "Alue a1" || *one.Answers[0].Number != 4 || one.Answers[1].State != "left" || one.Answers[1].Number != nil ||
		*one.Scores[0].Value != 4 || one.Scores[1].Value != nil || one.Scores[1].Missing != 1 {
		t.Errorf("%+v", one)
	}
	if ch := c.Changes[0]; ch.Verdict != "better" || ch.Why != "" || ch.From != first || *ch.Difference != 3 {
		t.Errorf("%+v", ch)
	}
	if ch := c.Changes[1]; ch.Verdict != "cannot_be_said" || ch.Why != picture.NoneBefore || ch.Difference != nil {
		t.Errorf("%+v", ch)
	}
}

func FuzzCheck(f *testing.F) {
	n := notary(f)
	data, paper := copies(f, n)
	f.Add(data)
	f.Add(paper)
	f.Add([]byte(`{"format":"rinnalla-copy/1","copy":`))
	f.Add([]byte("%PDF-\n%rinnalla-copy/1 a b\n%%EOF\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		got := picture.Check(file, n.PublicKey())
		if got == picture.Unchanged && !bytes.Equal(file, paper) && !sameData(file, data) {
			t.Errorf("a file that nobody signed is %s", got)
		}
	})
}
