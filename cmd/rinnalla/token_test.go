package main

import (
	"bytes"
	"strings"
	"testing"

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
	which, _, _ := strings.Cut(line, "\t")
	if err := (tokenRevokeCommand{Token: which}).run(t.Context(), w.Acts, &out); err != nil {
		t.Fatal(err)
	}
	if line = list(); !strings.Contains(line, "\trevoked\t") {
		t.Error(line)
	}
	if err := (tokenRevokeCommand{Token: "kissa"}).run(t.Context(), w.Acts, &out); err == nil || !strings.Contains(err.Error(), "rinnalla token list") {
		t.Error(err)
	}
}
