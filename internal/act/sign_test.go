package act_test

import (
	"testing"

	"rinnalla/internal/act"
)

func TestWhatTheNotarySignsIsNothingElse(t *testing.T) {
	n, err := act.OpenNotary(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	other, err := act.OpenNotary(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	signature := n.Sign("copy", []byte("Daavid"))
	for name, c := range map[string]struct {
		good bool
		want bool
	}{
		"as it was signed":      {act.SignedBy(n.PublicKey(), "copy", []byte("Daavid"), signature), true},
		"something else":        {act.SignedBy(n.PublicKey(), "copy", []byte("David"), signature), false},
		"another sort of thing": {act.SignedBy(n.PublicKey(), "paper", []byte("Daavid"), signature), false},
		"a sort cut otherwise":  {act.SignedBy(n.PublicKey(), "cop", []byte("y 1\nDaavid"), signature), false},
		"another's key":         {act.SignedBy(other.PublicKey(), "copy", []byte("Daavid"), signature), false},
		"no key":                {act.SignedBy(nil, "copy", []byte("Daavid"), signature), false},
		"no signature":          {act.SignedBy(n.PublicKey(), "copy", []byte("Daavid"), nil), false},
	} {
		if c.good != c.want {
			t.Errorf("%s: %v", name, c.good)
		}
	}
}
