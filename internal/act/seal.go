package act

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"maps"
	"slices"
	"sync"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/civil"
	"rinnalla/internal/id"
)

// feed holds the entries that this process has committed and not yet sealed, so
// that sealing costs no reading and writers never wait for the chain.
type feed struct {
	mu   sync.Mutex
	rows []leaf
}

type leaf struct {
	id           id.Of[Entry]
	organisation access.OrganisationID
	hash         [32]byte
}

func (f *feed) add(rows []Entry) {
	if len(rows) == 0 {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, e := range rows {
		f.rows = append(f.rows, leaf{e.ID, e.Organisation, e.leaf()})
	}
}

func (f *feed) take() []leaf {
	f.mu.Lock()
	defer f.mu.Unlock()
	rows := f.rows
	f.rows = nil
	return rows
}

func (f *feed) giveBack(rows []leaf) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rows = append(rows, f.rows...)
}

// Seal is one link of an organisation's chain for one year.
type Seal struct {
	Organisation access.OrganisationID
	Year         int
	No           int64
	At           civil.Instant
	Entries      int64
	Members      []byte // the sealed entries' ids, sorted, 16 bytes each
	Root         []byte // Merkle tree hash over the members' leaves (RFC 6962 section 2.1)
	Previous     []byte // chain of the link before, of the year before for the first
	Chain        []byte
}

// link is SHA-256 over everything in the seal but itself.
func (s Seal) link() []byte {
	h := sha256.New()
	h.Write(s.Previous)
	h.Write(s.Organisation[:])
	for _, n := range []int64{int64(s.Year), s.No, s.Entries} {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(n)))
	}
	h.Write([]byte(s.At.String()))
	members := sha256.Sum256(s.Members)
	h.Write(members[:])
	h.Write(s.Root)
	return h.Sum(nil)
}

// merkle is the tree hash of RFC 6962 section 2.1 over leaf hashes.
func merkle(leaves [][32]byte) [32]byte {
	if len(leaves) == 0 {
		return sha256.Sum256(nil)
	}
	if len(leaves) == 1 {
		return leaves[0]
	}
	k := 1
	for k*2 < len(leaves) {
		k *= 2
	}
	l, r := merkle(leaves[:k]), merkle(leaves[k:])
	h := sha256.New()
	h.Write([]byte{1})
	h.Write(l[:])
	h.Write(r[:])
	return [32]byte(h.Sum(nil))
}

// SealLog seals what has been logged since the last call: one link for each
// organisation and year touched. It returns the links made. The program calls
// it at least every second and once before it ends.
func (a *Acts) SealLog(ctx context.Context) ([]Seal, error) {
	rows := a.feed.take()
	if len(rows) == 0 {
		return nil, nil
	}
	made, err := a.seal(ctx, rows)
	if err != nil {
		a.feed.giveBack(rows)
	}
	return made, err
}

// RecoverLog takes up what an earlier run logged and could not seal before it
// was killed. overlap is how long before the newest seal to look for stragglers.
// It is called once, before the first request.
func (a *Acts) RecoverLog(ctx context.Context, overlap time.Duration) (int, error) {
	var lost []Entry
	err := a.Write(ctx, access.Sealing(), func(tx *Tx) error {
		if err := tx.Require(access.KeepLog, access.All("use_log", access.Installation)); err != nil {
			return err
		}
		var err error
		lost, err = unsealed(tx, overlap)
		return err
	})
	if err == nil {
		a.feed.add(lost)
	}
	return len(lost), err
}

func unsealed(tx *Tx, overlap time.Duration) ([]Entry, error) {
	newest, found, err := newestSeal(tx)
	if err != nil {
		return nil, err
	}
	var from id.Of[Entry]
	sealed := map[id.Of[Entry]]bool{}
	if found {
		since := newest.Add(-overlap)
		from = id.FirstAt[Entry](since.Time())
		seals, err := sealsSince(tx, since.Add(-overlap))
		if err != nil {
			return nil, err
		}
		for _, s := range seals {
			for m := range slices.Chunk(s.Members, 16) {
				sealed[id.Of[Entry](m)] = true
			}
		}
	}
	all, err := entriesSince(tx, from)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(e Entry) bool { return sealed[e.ID] }), nil
}

func (a *Acts) seal(ctx context.Context, rows []leaf) ([]Seal, error) {
	type segment struct {
		organisation access.OrganisationID
		year         int
	}
	groups := map[segment][]leaf{}
	for _, l := range rows {
		k := segment{l.organisation, yearOf(l.id)}
		groups[k] = append(groups[k], l)
	}
	var made []Seal
	err := a.Write(ctx, access.Sealing(), func(tx *Tx) error {
		made = made[:0]
		if err := tx.Require(access.KeepLog, access.All("use_log", access.Installation)); err != nil {
			return err
		}
		// At New Year the old year's link comes first: the new year's hangs on it.
		for _, k := range slices.SortedFunc(maps.Keys(groups), func(a, b segment) int { return cmp.Compare(a.year, b.year) }) {
			s, err := addSeal(tx, k.organisation, k.year, groups[k])
			if err != nil {
				return err
			}
			made = append(made, s)
		}
		return nil
	})
	return made, err
}

func addSeal(tx *Tx, o access.OrganisationID, year int, leaves []leaf) (Seal, error) {
	slices.SortFunc(leaves, func(a, b leaf) int { return bytes.Compare(a.id[:], b.id[:]) })
	last, found, err := lastSeal(tx, o, year)
	if err != nil {
		return Seal{}, err
	}
	s := Seal{Organisation: o, Year: year, No: 1, At: tx.Now, Entries: int64(len(leaves)), Previous: make([]byte, 32)}
	if found {
		s.Previous = last.Chain
		if last.Year == year {
			s.No = last.No + 1
		}
	}
	hashes := make([][32]byte, len(leaves))
	for i, l := range leaves {
		hashes[i] = l.hash
		s.Members = append(s.Members, l.id[:]...)
	}
	root := merkle(hashes)
	s.Root = root[:]
	s.Chain = s.link()
	return s, insertSeal(tx, s)
}
