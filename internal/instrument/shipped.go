package instrument

import (
	"context"
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

// BringShipped ships what the installation does not have of the shipped instruments. When it has them all, nothing is written.
func BringShipped(ctx context.Context, acts *act.Acts) error {
	all, err := Shipped()
	if err != nil {
		return err
	}
	var lacking []Definition
	err = acts.Read(ctx, access.Shipping(), func(tx *act.Tx) error {
		lacking, err = unshipped(tx, all)
		return err
	})
	if err != nil || len(lacking) == 0 {
		return err
	}
	return acts.Write(ctx, access.Shipping(), func(tx *act.Tx) error { return Ship(tx, lacking) })
}

// unshipped are those of the definitions that no version of the installation's instruments holds.
func unshipped(tx *act.Tx, all []Definition) ([]Definition, error) {
	if _, err := reader(tx); err != nil {
		return nil, err
	}
	var lacking []Definition
	for _, d := range all {
		_, have, err := standing(tx, d)
		if err != nil {
			return nil, err
		}
		if !have {
			lacking = append(lacking, d)
		}
	}
	return lacking, nil
}

// standing is the installation's instrument of the definition's code, with its versions, and whether one of them holds the definition.
func standing(tx *act.Tx, d Definition) (in Instrument, have bool, err error) {
	in, found, err := findByCode(tx, access.Installation, d.Code)
	if err != nil {
		return in, false, err
	}
	if !found {
		return Instrument{ID: InstrumentID(settled(d.Code)), Organisation: access.Installation, Code: d.Code}, false, nil
	}
	if in.Versions, err = listVersions(tx, []InstrumentID{in.ID}); err != nil {
		return in, false, err
	}
	for _, v := range in.Versions {
		if same, err := v.Definition.same(d); err != nil || same {
			return in, same, err
		}
	}
	return in, false, nil
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
	in, have, err := standing(tx, d)
	if err != nil || have {
		return err
	}
	print, err := d.fingerprint()
	if err != nil {
		return err
	}
	v := Version{Instrument: in.ID, Number: len(in.Versions) + 1, Status: Locked, Definition: d, Edition: 1, MadeAt: tx.Now, LockedAt: tx.Now}
	if v.Number > 1 {
		v.Compares = len(Compare(in.Versions[len(in.Versions)-1].Definition, d).Scored) == 0
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
