package instrument

import (
	"crypto/sha256"
	"embed"
	"fmt"
	"path"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/id"
)

//go:embed shipped/*.yaml
var shippedFiles embed.FS

// Shipped are the definitions that the program brings along, by file name: instruments in its own words, free to use, and shapes for
// scores of others' instruments without any of their texts. Loading an official text is the act of the organisation that may use it.
func Shipped() ([]Definition, error) {
	files, err := shippedFiles.ReadDir("shipped")
	if err != nil {
		return nil, err
	}
	var all []Definition
	for _, f := range files {
		text, err := shippedFiles.ReadFile(path.Join("shipped", f.Name()))
		if err != nil {
			return nil, err
		}
		d, err := Read(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name(), err)
		}
		all = append(all, d)
	}
	return all, nil
}

// Ship gives the installation the shipped instruments that it does not have, locked, for they never change in place. Doing it again changes
// nothing, on however many machines: their ids follow from their content. A definition that differs from the newest version of its code
// becomes a further version, and says that its scores compare when every scale is scored as before.
func Ship(tx *act.Tx, definitions []Definition) error {
	if err := tx.Require(access.KeepInstruments, access.All("instrument", access.Installation)); err != nil {
		return err
	}
	for _, d := range definitions {
		if err := ship(tx, d); err != nil {
			return fmt.Errorf("ship %s: %w", d.Code, err)
		}
	}
	return nil
}

func ship(tx *act.Tx, d Definition) error {
	in, found, err := findByCode(tx, access.Installation, d.Code)
	if err != nil {
		return err
	}
	if !found {
		in = Instrument{ID: InstrumentID(settled(d.Code)), Organisation: access.Installation, Code: d.Code}
	} else if in.Versions, err = listVersions(tx, []InstrumentID{in.ID}); err != nil {
		return err
	}
	print, err := d.fingerprint()
	if err != nil {
		return err
	}
	v := Version{Instrument: in.ID, Number: len(in.Versions) + 1, Status: Locked, Definition: d, Edition: 1, MadeAt: tx.Now, LockedAt: tx.Now}
	for _, old := range in.Versions {
		was, err := old.Definition.fingerprint()
		if err != nil {
			return err
		}
		if string(was) == string(print) {
			return nil
		}
		v.Compares = len(Compare(old.Definition, d).Scored) == 0
		v.Changed = "rinnalla"
	}
	v.ID = VersionID(settled(d.Code, fmt.Sprint(v.Number), string(print)))
	return load(tx, in, v)
}

// settled is an id that follows from words: UUID version 8 (RFC 9562, section 5.8).
func settled(words ...string) access.ThingID {
	sum := sha256.Sum256([]byte(fmt.Sprintf("%q", words)))
	var u id.Of[access.Thing]
	copy(u[:], sum[:])
	u[6], u[8] = u[6]&0x0f|0x80, u[8]&0x3f|0x80
	return u
}
