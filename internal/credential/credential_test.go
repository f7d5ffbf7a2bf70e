package credential

import (
	"strings"
	"testing"

	"rinnalla/internal/fault"
)

var cheap = Cost{Memory: 64, Passes: 1, Lanes: 1}

func keysFor(t testing.TB) *Keys {
	t.Helper()
	k, err := NewKeys([]byte(strings.Repeat("x", SecretBytes)), cheap)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestWhichPasswordsAreTaken(t *testing.T) {
	for password, want := range map[string]string{
		"hämärä polku metsään":        "",
		"12 sanaa ja numeroita":       "",
		"ääääööööå123":                "",
		strings.Repeat("sanoja ", 30): "",
		"lyhyt":                       "staff.password_short",
		"elevenchars":                 "staff.password_short",
		"password1234":                "staff.password_common",
		"Salasana2026":                "staff.password_common",
		"lösenord!!!!":                "staff.password_common",
		"aaaaaaaaaaaa":                "staff.password_common",
		"abcabcabcabc":                "staff.password_common",
		"qwertyuiopåa":                "staff.password_common",
		"098765432109":                "staff.password_common",
		"AinoAhola2026":               "staff.password_personal",
		"rinnalla-aino":               "staff.password_personal",
		strings.Repeat("a1 ", 400):    "staff.password_long",
	} {
		f := fault.Of(CheckPassword(password, "Aino Ahola", "aino.ahola@pohjoinen.example"))
		switch {
		case want == "" && f != nil, want != "" && (f == nil || f.Fields[0].Key != want):
			t.Errorf("%.40q: %v, want %q", password, f, want)
		}
	}
}

func TestAPasswordIsKeptAsASaltedArgon2idHash(t *testing.T) {
	k := keysFor(t)
	one, err := k.Hash(t.Context(), "hämärä polku metsään")
	if err != nil {
		t.Fatal(err)
	}
	two, err := k.Hash(t.Context(), "hämärä polku metsään")
	if err != nil {
		t.Fatal(err)
	}
	if one == two || !strings.HasPrefix(one, "$argon2id$v=19$m=64,t=1,p=1$") {
		t.Fatal(one, two)
	}
	for password, want := range map[string]bool{"hämärä polku metsään": true, "Hämärä polku metsään": false, "hämärä polku metsään ": false, "": false} {
		if good, err := k.Verify(t.Context(), password, one); err != nil || good != want {
			t.Errorf("%q: %v %v", password, good, err)
		}
	}
	if good, err := k.Verify(t.Context(), "", ""); good || err != nil {
		t.Fatal("an account without a password is open")
	}
	if Standard.Memory < 19*1024 || Standard.Passes < 2 {
		t.Fatal("the standard cost is below the recommendation")
	}
}

func TestASealedSecretOpensOnlyInItsPlaceAndWithItsKey(t *testing.T) {
	k := keysFor(t)
	box := k.Seal([]byte("secret"), "totp:aino")
	if text, err := k.Open(box, "totp:aino"); err != nil || string(text) != "secret" {
		t.Fatal(text, err)
	}
	if _, err := k.Open(box, "totp:cia"); err == nil {
		t.Error("it opens in another's place")
	}
	other, err := NewKeys([]byte(strings.Repeat("y", SecretBytes)), cheap)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Open(box, "totp:aino"); err == nil {
		t.Error("it opens with another key")
	}
	if _, err := k.Open(nil, "totp:aino"); err == nil {
		t.Error("nothing opens")
	}
}

func TestTheWaitDoublesAndHasAnEnd(t *testing.T) {
	account := Limit{Kind: "account", Free: 5}
	for tries, want := range map[int64]string{1: "0s", 4: "0s", 5: "15s", 6: "30s", 8: "2m0s", 11: "15m0s", 500: "15m0s"} {
		if got := account.Wait(tries).String(); got != want {
			t.Errorf("after %d tries %s, want %s", tries, got, want)
		}
	}
}

func TestPasskeysNeedAnAddressWithAName(t *testing.T) {
	for origin, want := range map[string]bool{"": false, "http://127.0.0.1:8080": false, "http://localhost:8080": true, "https://rinnalla.example.fi": true} {
		p, err := NewParty(origin)
		if err != nil || p.On() != want {
			t.Errorf("%q: %v", origin, err)
		}
	}
	if _, err := NewParty("rinnalla"); err == nil {
		t.Error("an address without a scheme is taken")
	}
}

func TestWithoutAnAddressNoPasskeyIsOfferedNorTaken(t *testing.T) {
	var off *Party
	_, offered := off.Offer(nil)
	_, made := off.Made(nil, nil, nil)
	_, asked := off.Ask()
	_, used := off.Used(nil, nil, nil)
	for i, err := range []error{offered, made, asked, used} {
		if f := fault.Of(err); f == nil || f.Kind != fault.Forbidden {
			t.Errorf("case %d: %v", i, err)
		}
	}
}

func TestAShortSecretIsNotTaken(t *testing.T) {
	if _, err := NewKeys([]byte("short"), cheap); err == nil {
		t.Error("a short secret is taken")
	}
}

func FuzzReadingAPasswordHash(f *testing.F) {
	f.Add(hashWith(cheap, []byte("saltsaltsaltsalt"), "x"))
	f.Add("$argon2id$v=19$m=64,t=0,p=0$c2FsdA$a")
	f.Add("$argon2id$v=19$m=4294967295,t=1,p=1$c2FsdA$a")
	f.Add("$$$$$")
	f.Fuzz(func(t *testing.T, phc string) {
		if good, err := matches("a password nobody hashed", phc); good && err == nil {
			t.Fatalf("%q matches", phc)
		}
	})
}
