package main

import (
	"strings"
	"testing"
)

func TestALicenceIsKnownByItsWords(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"MIT License\n\nPermission is hereby granted, free\nof charge, to any person", "MIT"},
		{"Redistribution and use in source and binary forms are permitted. This software may not be used to endorse or promote", "BSD-3-Clause"},
		{"Redistribution and use in source and binary forms are permitted.", "BSD-2-Clause"},
		{"   Apache License\n   Version 2.0, January 2004", "Apache-2.0"},
	} {
		got, err := kindOf(c.text)
		if err != nil || got != c.want {
			t.Errorf("%.30q: %s, %v; want %s", c.text, got, err, c.want)
		}
	}
}

func TestALicenceThatDoesNotSuitOursIsRefused(t *testing.T) {
	for _, text := range []string{"GNU AFFERO GENERAL PUBLIC LICENSE\nVersion 3", "All rights reserved."} {
		if got, err := kindOf(text); err == nil {
			t.Errorf("%.30q passed as %s", text, got)
		}
	}
}

func TestEachTextIsPrintedOnceWithAllThatAreUnderIt(t *testing.T) {
	page := string(write([]work{
		{name: "one", version: "v1", licence: "MIT", texts: []string{"the text"}},
		{name: "two", version: "v2", licence: "MIT", texts: []string{"the text"}},
	}, nil))
	if strings.Count(page, "the text") != 1 || !strings.Contains(page, "### one, two\n") {
		t.Error(page)
	}
}
