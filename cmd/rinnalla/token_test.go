package main

import (
	"bytes"
	"strings"
	"testing"

	"rinnalla/internal/instrument"
	tokens "rinnalla/internal/program"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

func TestTokensAreMadeListedAndRevokedAtTheServer(t *testing.T) {
	w := testworld.New(t)
	site.Settle(w)
	var out, told bytes.Buffer
	c := tokenMakeCommand{Name: "Asiakasjärjestelmä", Scope: []string{"system/QuestionnaireResponse.c"}, Days: 10}
	if err := c.run(t.Context(), w.Acts, &out, &told); err == nil || !strings.Contains(err.Error(), "--organisation") {
		t.Fatal(err)
	}
	c.Organisation = "pohjoisen hyvinvointialue"
	if err := c.run(t.Context(), w.Acts, &out, &told); err != nil {
		t.Fatal(err)
	}
	secret := strings.TrimSpace(out.String())
	who, found, err := tokens.Come(t.Context(), w.Acts, secret, "192.0.2.1")
	if err != nil || !found || who.Home() != testworld.North || !strings.Contains(told.String(), "2026-11-30") {
		t.Fatal(who, found, err, told.String())
	}
	list := func() string {
		out.Reset()
		if err := (tokenListCommand{}).run(t.Context(), w.Acts, &out); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	line := list()
	if !strings.Contains(line, "\tstands\tuntil 2026-11-30\tused 2026-11-20") || !strings.Contains(line, "\tsystem/QuestionnaireResponse.c\t") || strings.Contains(line, secret) {
		t.Error(line)
	}
	if err := instrument.BringShipped(t.Context(), w.Acts); err != nil {
		t.Fatal(err)
	}
	narrow := c
	narrow.Unit, narrow.Instrument = "ei ole", "life-circle"
	if err := narrow.run(t.Context(), w.Acts, &out, &told); err == nil || !strings.Contains(err.Error(), "no unit called") {
		t.Error(err)
	}
	narrow.Unit, narrow.Instrument = testworld.NorthUnit.String(), "nosuch"
	if err := narrow.run(t.Context(), w.Acts, &out, &told); err == nil || !strings.Contains(err.Error(), "no instrument") {
		t.Error(err)
	}
	out.Reset()
	narrow.Name, narrow.Instrument = "Kapea", "life-circle"
	if err := narrow.run(t.Context(), w.Acts, &out, &told); err != nil {
		t.Fatal(err)
	}
	if who, found, err = tokens.Come(t.Context(), w.Acts, strings.TrimSpace(out.String()), "192.0.2.1"); err != nil || !found || who.Only().Unit != testworld.NorthUnit || who.Only().Instrument.IsZero() {
		t.Fatal(who, found, err)
	}
	for _, one := range strings.Split(strings.TrimSpace(list()), "\n") {
		want := "\tall units\tall instruments\tAsiakasjärjestelmä"
		if strings.HasSuffix(one, "Kapea") {
			want = "\tinstrument life-circle\tKapea"
		}
		if !strings.HasSuffix(one, want) {
			t.Errorf("%q", one)
		}
		if !strings.HasSuffix(one, "Kapea") {
			line = one
		}
	}
	which, _, _ := strings.Cut(line, "\t")
	if err := (tokenRevokeCommand{Token: which}).run(t.Context(), w.Acts, &out); err != nil {
		t.Fatal(err)
	}
	if line = list(); strings.Count(line, "\trevoked\t") != 1 {
		t.Error(line)
	}
	if err := (tokenRevokeCommand{Token: "kissa"}).run(t.Context(), w.Acts, &out); err == nil || !strings.Contains(err.Error(), "rinnalla token list") {
		t.Error(err)
	}
}
