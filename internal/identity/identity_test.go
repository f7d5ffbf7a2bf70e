package identity_test

import (
	"errors"
	"strings"
	"testing"

	"rinnalla/internal/civil"
	"rinnalla/internal/identity"
)

func TestACodeIsReadHoweverItIsTyped(t *testing.T) {
	for typed, want := range map[string]string{
		"131052-9085": "131052-9085", " 131052-9085 ": "131052-9085", "131052 – 9085": "131052-9085", "131052−9085": "131052-9085",
		"311280-999J": "311280-999J", "100190-999P": "100190-999P", "100190y999p": "100190Y999P", "290200A900B": "290200A900B",
	} {
		got, err := identity.Parse(typed)
		if got.String() != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q %v", typed, got, err)
		}
	}
}

func TestTheSignIsPartOfThePerson(t *testing.T) {
	a, errA := identity.Parse("100190-999P")
	b, errB := identity.Parse("100190Y999P")
	if errA != nil || errB != nil || a == b || a.BirthDate() != b.BirthDate() {
		t.Fatal(a, b, errA, errB)
	}
}

func TestEachOfTheThirteenSignsTellsItsCentury(t *testing.T) {
	for _, sign := range identity.Signs {
		c, err := identity.Parse("311280" + string(sign) + "999J")
		if err != nil {
			t.Fatalf("%c: %v", sign, err)
		}
		want := civil.Date{Year: 1980, Month: 12, Day: 31}
		switch {
		case sign == '+':
			want.Year = 1880
		case strings.ContainsRune("ABCDEF", sign):
			want.Year = 2080
		}
		if c.BirthDate() != want {
			t.Errorf("%c: %v, want %v", sign, c.BirthDate(), want)
		}
	}
	if len(identity.Signs) != 13 {
		t.Errorf("%d signs", len(identity.Signs))
	}
}

func TestWhatIsNoCodeIsRefusedWithTheReason(t *testing.T) {
	for typed, want := range map[string]error{
		"": identity.ErrForm, "131052-908": identity.ErrForm, "131052-90855": identity.ErrForm, "131052G9085": identity.ErrForm,
		"131052Z9085": identity.ErrForm, "1310529085": identity.ErrForm, "13105209085": identity.ErrForm, "131052-9O85": identity.ErrForm,
		"131052-908?": identity.ErrForm, "131052-908Ä": identity.ErrForm, "131052-001T": identity.ErrForm, "１31052-9085": identity.ErrForm,
		"320152-9085": identity.ErrDate, "001052-9085": identity.ErrDate, "131352-9085": identity.ErrDate, "290201A9001": identity.ErrDate,
		"131052-908G": identity.ErrCheck, "131052-908o": identity.ErrCheck, "131352-908G": identity.ErrDate,
		"131052-908U": identity.ErrCheck, "131052-909T": identity.ErrCheck,
	} {
		if got, err := identity.Parse(typed); !errors.Is(err, want) || !got.IsZero() {
			t.Errorf("%q: %v, want %v", typed, err, want)
		}
	}
}

func TestALeapDayBelongsToItsCentury(t *testing.T) {
	for code, good := range map[string]bool{"2902000900": false, "290200A900": true, "290200-900": false, "290200+900": false, "290296-900": true} {
		found := false
		for _, check := range "0123456789ABCDEFHJKLMNPRSTUVWXY" {
			_, err := identity.Parse(code + string(check))
			found = found || err == nil
		}
		if found != good {
			t.Errorf("%s: %v", code, found)
		}
	}
}

func TestCodesFromNineHundredAreForTheTimeBeing(t *testing.T) {
	// Nobody is born on the last day of 2099 yet.
	for code, want := range map[string]bool{"311299F0029": false, "131052-9085": true, "100190-999P": true} {
		c, err := identity.Parse(code)
		if err != nil || c.Temporary() != want {
			t.Errorf("%s: %v %v", code, c.Temporary(), err)
		}
	}
	var none identity.Code
	if none.Temporary() || !none.BirthDate().IsZero() {
		t.Error("no code has something to tell")
	}
}

func TestATextIsMeantAsACodeByItsFirstTenSigns(t *testing.T) {
	for typed, want := range map[string]bool{"131052-908U": true, " 131052–908g": true, "131352-9085": true, "131052-908": true, "131052-908Ä": true,
		"131052-90855": false, "131052908": false, "2019-00123": false, "Dufva": false, "": false, "131052-9O85": false} {
		if got := identity.Meant(typed); got != want {
			t.Errorf("%q: %v", typed, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"131052-9085", "100190Y999P", "311280+999J", " 100190 – 999p", "000000A0000", "ÄÄÄÄÄÄ-ÄÄÄÄ", "\x00\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := identity.Parse(text)
		if err == nil && !identity.Meant(text) {
			t.Fatalf("%q is a code that was not meant", text)
		}
		if err != nil {
			if !c.IsZero() {
				t.Fatalf("%q: both a code and an error", text)
			}
			return
		}
		again, err := identity.Parse(c.String())
		if err != nil || again != c || len(c.String()) != 11 || !strings.Contains(identity.Signs, c.String()[6:7]) {
			t.Fatalf("%q became %q, which is not itself: %v", text, c, err)
		}
		day := c.BirthDate()
		if day.AddDays(0) != day || day.Year < 1800 || day.Year > 2099 {
			t.Fatalf("%q: born on %v", text, day)
		}
		for _, sign := range identity.Signs {
			other := c.String()[:6] + string(sign) + c.String()[7:]
			if d, err := identity.Parse(other); err == nil && (d == c) != (other == c.String()) {
				t.Fatalf("%q and %q are one person", c, other)
			}
		}
	})
}
