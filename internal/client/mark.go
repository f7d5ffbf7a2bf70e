package client

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/i18n"
	"rinnalla/internal/identity"
	"rinnalla/internal/seal"
)

// The blind index: names and birth days are sealed, so that no database can look for them; what it looks for instead are keyed hashes.
// Of every part of a name its beginnings are marked, from shortest to longest characters: so a name is found while it is being typed.
const (
	shortest = 2
	longest  = 8
	// nameMark is how much of a mark is kept where a false find costs nothing: it is looked at before it is shown.
	nameMark = 8
)

// words are the parts of a name as they are compared: without case and accents, cut at spaces, hyphens and apostrophes.
func words(name string) []string {
	return strings.FieldsFunc(i18n.Fold(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// beginning is the longest beginning of a word that is marked; empty when the word is too short to be looked for.
func beginning(word string) string {
	runes := []rune(word)
	if len(runes) < shortest {
		return ""
	}
	return string(runes[:min(len(runes), longest)])
}

func beginnings(word string) []string {
	var all []string
	runes := []rune(word)
	for n := shortest; n <= min(len(runes), longest); n++ {
		all = append(all, string(runes[:n]))
	}
	return all
}

// marked are the values that a person is found by beside her identity code, each with its kind before it.
func marked(p Person) []string {
	var all []string
	for _, word := range slices.Concat(words(p.Family), words(p.Given)) {
		for _, b := range beginnings(word) {
			all = append(all, nameValue(b))
		}
		if utf8.RuneCountInString(word) < shortest {
			all = append(all, nameValue(word))
		}
	}
	if !p.Born.IsZero() {
		all = append(all, bornValue(p.Born))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func nameValue(beginning string) string { return "name " + beginning }
func bornValue(day civil.Date) string   { return "born " + day.String() }

// purpose keeps the marks of two organisations apart: nobody learns from the database whom they have both.
func purpose(o access.OrganisationID) string { return "client/" + o.String() }

func codePurpose(o access.OrganisationID) string { return "client code/" + o.String() }

// nameMarks are a value's marks under every secret.
func nameMarks(s *seal.Ring, o access.OrganisationID, value string) [][]byte {
	all := s.Marks(purpose(o), value)
	for i := range all {
		all[i] = all[i][:nameMark]
	}
	return all
}

func codeMarks(s *seal.Ring, o access.OrganisationID, code identity.Code) [][]byte {
	return s.Marks(codePurpose(o), code.String())
}

// marksOf are all the marks of a person, except that of her code, under the newest secret or under those before it.
func marksOf(s *seal.Ring, o access.OrganisationID, p Person, newest bool) [][]byte {
	var all [][]byte
	for _, value := range marked(p) {
		under := nameMarks(s, o, value)
		if newest {
			all = append(all, under[0])
		} else {
			all = append(all, under[1:]...)
		}
	}
	return all
}

// markPerson makes a client findable as now, and no longer as she was before. was is nil for a new client.
func markPerson(tx *act.Tx, o access.OrganisationID, c ClientID, was *Person, now Person) error {
	if was != nil {
		old := append(marksOf(tx.Seals, o, *was, true), marksOf(tx.Seals, o, *was, false)...)
		if err := deleteMarks(tx, c, old); err != nil {
			return err
		}
	}
	if err := insertMarks(tx, c, marksOf(tx.Seals, o, now, true)); err != nil {
		return err
	}
	if was != nil && was.Identity == now.Identity {
		return nil
	}
	return markCode(tx, o, c, now.Identity)
}

// markCode gives a client the identity code, which nobody else in the organisation may have.
func markCode(tx *act.Tx, o access.OrganisationID, c ClientID, code identity.Code) error {
	if err := deleteCodeMarks(tx, c); err != nil || code.IsZero() {
		return err
	}
	for _, mark := range codeMarks(tx.Seals, o, code) {
		ours, err := insertCodeMark(tx, mark, c)
		if err != nil {
			return err
		}
		if !ours {
			return oneFault("identity", "client.identity.taken")
		}
	}
	return nil
}
