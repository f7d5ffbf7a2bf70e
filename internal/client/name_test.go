package client

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestNamesThatAreNearlyTheSame(t *testing.T) {
	name := func(text string) Person {
		family, given, _ := strings.Cut(text, ", ")
		return Person{Family: family, Given: given}
	}
	for _, c := range []struct {
		a, b string
		near bool
	}{
		{"Virtanen, Aino", "virtanen, AINO", true}, {"Virtanen, Aino", "Wirtanen, Aino", true}, {"Virtanen, Aino", "Virtanen, Anio", true},
		{"Mäkelä, Aino", "Makela, Aino", true}, {"Korhonen, Maija-Liisa", "Korhonen, Maija", true}, {"Korhonen, Maija Liisa", "Korhonen, Liisa", true},
		{"Aino, Virtanen", "Virtanen, Aino", true}, {"Virtanen, Aino Maria", "Korhonen, Aino Maria", true}, {"Hämäläinen, Aleksandra", "Hämälainnen, Aleksandra", true},
		{"Al-Hassan, Omar", "Alhassan, Omar", true}, {"Virtanen, Aino", "Virtanen, Eino", true},
		{"Virtanen, Aino", "Korhonen, Aino", false}, {"Virtanen, Aino", "Virtanen, Pekka", false}, {"Aho, Ari", "Aro, Aki", false}, {"Ly, An", "Le, On", false},
		{"Virtanen, ", "Korhonen, ", false},
	} {
		if got := nearName(name(c.a), name(c.b)); got != c.near {
			t.Errorf("%q and %q: %v", c.a, c.b, got)
		}
	}
}

func TestNearIsTheSameFromEitherSideAndNearestToItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a-cåäö \-']{0,8}`)
		p := Person{Family: word.Draw(t, "family"), Given: word.Draw(t, "given")}
		q := Person{Family: word.Draw(t, "other family"), Given: word.Draw(t, "other given")}
		if nearName(p, q) != nearName(q, p) || sameName(p, q) != sameName(q, p) || !sameName(p, p) || !nearName(p, p) {
			t.Fatalf("%+v %+v", p, q)
		}
		a, b := p.Family, q.Family
		if slips(a, b) != slips(b, a) || slips(a, a) != 0 || (slips(a, b) == 0) != (a == b) || slips(a, b) > max(len([]rune(a)), len([]rune(b))) {
			t.Fatalf("%q %q: %d", a, b, slips(a, b))
		}
	})
}

// Whoever types a name from its beginning finds her all along.
func TestEveryBeginningOfANameIsMarked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Person{Family: rapid.StringMatching(`[A-Za-zÅÄÖåäöé \-']{1,20}`).Draw(t, "family")}
		all := map[string]bool{}
		for _, value := range marked(p) {
			all[value] = true
		}
		for _, word := range words(p.Family) {
			for n := range []rune(word) {
				if b := beginning(string([]rune(word)[:n+1])); b != "" && !all[nameValue(b)] {
					t.Fatalf("%q: %q is not marked", p.Family, b)
				}
			}
		}
	})
}

func FuzzPerson(f *testing.F) {
	f.Add("Dufva", "Daavid", "040 123", "a@b.fi", "x")
	f.Add("\x00", "\xff", "+", "<a@b>", "\r\n")
	f.Fuzz(func(t *testing.T, family, given, phone, email, note string) {
		p := Person{Family: family, Given: given, Phone: phone, Email: email, Note: note}.tidied()
		if again := p.tidied(); again != p {
			t.Fatalf("%+v tidied twice is %+v", p, again)
		}
		for _, text := range []string{p.Family, p.Given, p.Phone, p.Email, p.Note} {
			if strings.ContainsRune(text, 0) {
				t.Fatalf("%+v", p)
			}
		}
		marked(p)
	})
}
