package seal_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"rinnalla/internal/seal"
)

func ring(t testing.TB, letters string) *seal.Ring {
	t.Helper()
	var secrets [][]byte
	for _, l := range letters {
		secrets = append(secrets, bytes.Repeat([]byte{byte(l)}, seal.SecretBytes))
	}
	r, err := seal.NewRing(secrets...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func newKey(t testing.TB, r *seal.Ring, owner string) (seal.Key, seal.Wrapped) {
	t.Helper()
	k, w, err := r.NewKey(owner)
	if err != nil {
		t.Fatal(err)
	}
	return k, w
}

func sealed(t testing.TB, k seal.Key, text, place string) []byte {
	t.Helper()
	box, err := k.Seal(text, place)
	if err != nil || bytes.Contains(box, []byte(text)) {
		t.Fatal(err, box)
	}
	return box
}

func TestASealedTextOpensWithItsPersonsKeyAtItsPlaceAndNowhereElse(t *testing.T) {
	r := ring(t, "a")
	key, wrapped := newKey(t, r, "daavid")
	box := sealed(t, key, "Daavid Dufva", "name/1")
	opened, err := r.Open(wrapped, "daavid")
	if err != nil {
		t.Fatal(err)
	}
	if text, err := opened.Open(box, "name/1"); err != nil || text != "Daavid Dufva" {
		t.Fatal(text, err)
	}
	other, _ := newKey(t, r, "elli")
	for what, open := range map[string]func() (string, error){
		"at another place":     func() (string, error) { return opened.Open(box, "name/2") },
		"with another's key":   func() (string, error) { return other.Open(box, "name/1") },
		"with a key destroyed": func() (string, error) { return seal.Key{}.Open(box, "name/1") },
		"changed by a bit": func() (string, error) {
			return opened.Open(append(bytes.Clone(box[:len(box)-1]), box[len(box)-1]^1), "name/1")
		},
	} {
		if text, err := open(); !errors.Is(err, seal.ErrSealed) {
			t.Errorf("%s: %q %v", what, text, err)
		}
	}
	if _, err := r.Open(wrapped, "elli"); !errors.Is(err, seal.ErrSealed) {
		t.Errorf("a wrapped key opens for another owner: %v", err)
	}
	if _, err := ring(t, "b").Open(wrapped, "daavid"); !errors.Is(err, seal.ErrForeign) {
		t.Errorf("a wrapped key opens under another secret: %v", err)
	}
}

func TestNothingStaysNothing(t *testing.T) {
	key, _ := newKey(t, ring(t, "a"), "daavid")
	box, err := key.Seal("", "note/1")
	if box != nil || err != nil {
		t.Fatal(box, err)
	}
	if text, err := key.Open(nil, "note/1"); text != "" || err != nil {
		t.Fatal(text, err)
	}
}

func TestANewSecretWrapsAnewAndTheOldOneIsThenNoLongerNeeded(t *testing.T) {
	key, wrapped := newKey(t, ring(t, "a"), "daavid")
	box := sealed(t, key, "Daavid Dufva", "name/1")
	both := ring(t, "ba")
	again, err := both.Rewrap(wrapped, "daavid")
	if err != nil || again.By != both.Names()[0] || again.By == wrapped.By {
		t.Fatal(again.By, err)
	}
	opened, err := ring(t, "b").Open(again, "daavid")
	if err != nil {
		t.Fatal(err)
	}
	if text, err := opened.Open(box, "name/1"); err != nil || text != "Daavid Dufva" {
		t.Fatal(text, err)
	}
	if _, err := ring(t, "b").Open(wrapped, "daavid"); !errors.Is(err, seal.ErrForeign) {
		t.Errorf("what the destroyed secret wrapped still opens: %v", err)
	}
}

func TestEqualValuesHaveEqualMarksUnderOneSecretAndPurpose(t *testing.T) {
	r := ring(t, "a")
	mark := r.Mark("code/north", "131052-9085")
	if !bytes.Equal(mark, r.Mark("code/north", "131052-9085")) {
		t.Error("a value has two marks")
	}
	for what, other := range map[string][]byte{
		"another sign": r.Mark("code/north", "131052U9085"), "another purpose": r.Mark("code/south", "131052-9085"),
		"another secret": ring(t, "b").Mark("code/north", "131052-9085"), "the purpose run on": r.Mark("code/nort", "h\x00131052-9085"),
	} {
		if bytes.Equal(mark, other) {
			t.Errorf("%s: the same mark", what)
		}
	}
	if all := ring(t, "ba").Marks("code/north", "131052-9085"); len(all) != 2 || !bytes.Equal(all[1], mark) {
		t.Errorf("%x", all)
	}
}

func TestAFileOfSecretsIsReadLineByLineAndItsFaultsNeverQuoteIt(t *testing.T) {
	first, second := seal.NewSecret(), seal.NewSecret()
	r, err := seal.ParseRing("# the newest first\n" + first + "\r\n\n  " + second + "\n")
	if err != nil || len(r.Names()) != 2 {
		t.Fatal(err)
	}
	for _, text := range []string{"", "# nothing\n", "no secret", first[:20], first + "\n" + first, first + second} {
		if _, err := seal.ParseRing(text); err == nil || strings.Contains(err.Error(), first[:10]) {
			t.Errorf("%v", err)
		}
	}
}

func TestWhatIsKeptForShortIsSealedUnderTheSecretItself(t *testing.T) {
	box, err := ring(t, "a").SealShort("family=Dufva", "draft/aino")
	if err != nil || bytes.Contains(box, []byte("Dufva")) {
		t.Fatal(err)
	}
	if text, err := ring(t, "ba").OpenShort(box, "draft/aino"); err != nil || text != "family=Dufva" {
		t.Fatal(text, err)
	}
	for _, open := range []func() (string, error){
		func() (string, error) { return ring(t, "b").OpenShort(box, "draft/aino") },
		func() (string, error) { return ring(t, "a").OpenShort(box, "draft/cia") },
		func() (string, error) { return ring(t, "a").OpenShort(nil, "draft/aino") },
	} {
		if _, err := open(); !errors.Is(err, seal.ErrSealed) {
			t.Error(err)
		}
	}
}

// However a wrapped key is bent, it does not open, or it opens as itself.
func FuzzOpenAWrappedKey(f *testing.F) {
	r := ring(f, "a")
	key, w := newKey(f, r, "daavid")
	box := sealed(f, key, "Daavid Dufva", "name/1")
	f.Add(w.Box)
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, bent []byte) {
		k, err := r.Open(seal.Wrapped{By: w.By, Box: bent}, "daavid")
		if err != nil {
			return
		}
		if text, err := k.Open(box, "name/1"); err != nil || text != "Daavid Dufva" {
			t.Fatalf("%q %v", text, err)
		}
	})
}

func BenchmarkOpenAKeyAndFourTexts(b *testing.B) {
	r := ring(b, "a")
	k, w := newKey(b, r, "daavid")
	box := sealed(b, k, "Daavid Dufva", "name/1")
	for b.Loop() {
		opened, err := r.Open(w, "daavid")
		if err != nil {
			b.Fatal(err)
		}
		for range 4 {
			if _, err := opened.Open(box, "name/1"); err != nil {
				b.Fatal(err)
			}
		}
	}
}
