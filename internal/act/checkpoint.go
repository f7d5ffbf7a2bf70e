package act

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"rinnalla/internal/access"
	"rinnalla/internal/civil"
)

// Checkpoint is a signed note of a chain's head, kept outside the database: it
// is what shows that a tail was cut off or that everything was written anew.
type Checkpoint struct {
	At           civil.Instant         `json:"at"`
	Organisation access.OrganisationID `json:"organisation"`
	Year         int                   `json:"year"`
	No           int64                 `json:"no"`
	Chain        []byte                `json:"chain"`
	Signature    []byte                `json:"signature,omitempty"`
	valid        bool
}

func (c Checkpoint) signed() []byte {
	return fmt.Appendf(nil, "rinnalla checkpoint 1\n%s\n%s\n%d\n%d\n%x\n", c.At, c.Organisation, c.Year, c.No, c.Chain)
}

// Notary signs checkpoints and appends them to a file.
type Notary struct {
	key  ed25519.PrivateKey
	path string
}

const (
	// KeyFile and PublicFile are the names of the signing key and its public part in the data folder.
	KeyFile    = "log-key"
	PublicFile = "log-key.pub"
	// CheckpointFile is the name of the file of signed checkpoints in the data folder.
	CheckpointFile = "log-checkpoints.jsonl"
)

// OpenNotary reads the installation's signing key from folder and makes one when
// there is none. The folder should be on another disk than the database and be
// copied elsewhere.
func OpenNotary(folder string) (*Notary, error) {
	path := filepath.Join(folder, KeyFile)
	seed, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		seed, err = newKey(folder)
	}
	if err != nil {
		return nil, fmt.Errorf("the log's signing key: %w", err)
	}
	raw, err := base64.StdEncoding.DecodeString(string(bytes.TrimSpace(seed)))
	if err != nil || len(raw) != ed25519.SeedSize {
		return nil, fmt.Errorf("the log's signing key %s is not a key", path)
	}
	return &Notary{key: ed25519.NewKeyFromSeed(raw), path: filepath.Join(folder, CheckpointFile)}, nil
}

func newKey(folder string) ([]byte, error) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	seed := []byte(base64.StdEncoding.EncodeToString(private.Seed()) + "\n")
	if err := os.WriteFile(filepath.Join(folder, KeyFile), seed, 0o600); err != nil {
		return nil, err
	}
	return seed, os.WriteFile(filepath.Join(folder, PublicFile), []byte(base64.StdEncoding.EncodeToString(public)+"\n"), 0o644)
}

// Note appends one signed line for each seal and waits until the disk has them.
func (n *Notary) Note(seals []Seal) (err error) {
	if len(seals) == 0 {
		return nil
	}
	var lines bytes.Buffer
	enc := json.NewEncoder(&lines)
	for _, s := range seals {
		c := Checkpoint{At: s.At, Organisation: s.Organisation, Year: s.Year, No: s.No, Chain: s.Chain}
		c.Signature = ed25519.Sign(n.key, c.signed())
		if err := enc.Encode(c); err != nil {
			return err
		}
	}
	f, err := os.OpenFile(n.path, os.O_APPEND|os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	torn, err := endsTorn(f)
	if err != nil {
		return err
	}
	text := lines.Bytes()
	if torn {
		text = append([]byte{'\n'}, text...)
	}
	if _, err := f.Write(text); err != nil {
		return err
	}
	return f.Sync()
}

// endsTorn tells whether the last line was cut by a killed program.
func endsTorn(f *os.File) (bool, error) {
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil || size == 0 {
		return false, err
	}
	last := make([]byte, 1)
	_, err = f.ReadAt(last, size-1)
	return last[0] != '\n', err
}

// Checkpoints reads what has been noted in the notary's folder.
func (n *Notary) Checkpoints() ([]Checkpoint, error) {
	f, err := os.Open(n.path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	all, err := ReadCheckpoints(f, n.key.Public().(ed25519.PublicKey))
	return all, errors.Join(err, f.Close())
}

// ReadCheckpoints reads signed lines. A line whose signature is not good is
// kept: VerifyLog reports it as forged. A torn line, as a killed program leaves
// it, says nothing and is passed over.
func ReadCheckpoints(r io.Reader, key ed25519.PublicKey) ([]Checkpoint, error) {
	var all []Checkpoint
	lines := bufio.NewReader(r)
	for {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		var c Checkpoint
		if json.Unmarshal(line, &c) == nil {
			c.valid = ed25519.Verify(key, c.signed(), c.Signature)
			all = append(all, c)
		}
	}
}

// sealedTable is what the checkpoints say of each link.
type sealedTable struct {
	byLink   map[linkKey]Checkpoint
	findings []Finding
	// begun are the organisations of which a link was known, before how many of each came before that.
	begun  map[access.OrganisationID]bool
	before map[access.OrganisationID]int
}

type linkKey struct {
	organisation access.OrganisationID
	year         int
	no           int64
}

func newSealedTable(all []Checkpoint) *sealedTable {
	t := &sealedTable{byLink: map[linkKey]Checkpoint{}, begun: map[access.OrganisationID]bool{}, before: map[access.OrganisationID]int{}}
	for _, c := range all {
		if !c.valid {
			t.findings = append(t.findings, Finding{Defect: DefectForged, Organisation: c.Organisation, Year: c.Year, No: c.No})
			continue
		}
		t.byLink[linkKey{c.Organisation, c.Year, c.No}] = c
	}
	return t
}

// compare tells whether a checkpoint knows the link, and whether they differ.
func (t *sealedTable) compare(s Seal) (noted bool, findings []Finding) {
	k := linkKey{s.Organisation, s.Year, s.No}
	c, noted := t.byLink[k]
	delete(t.byLink, k)
	if noted && !bytes.Equal(c.Chain, s.Chain) {
		findings = []Finding{{Defect: DefectDisagrees, Organisation: s.Organisation, Year: s.Year, No: s.No}}
	}
	return noted, findings
}

// begins takes an organisation's links in their order.
func (t *sealedTable) begins(o access.OrganisationID, noted bool) {
	t.begun[o] = t.begun[o] || noted
	if !t.begun[o] {
		t.before[o]++
	}
}

// headless counts the links with which chains begin that no checkpoint knows.
func (t *sealedTable) headless() (n int) {
	for _, before := range t.before {
		if before > 1 {
			n += before
		}
	}
	return n
}

// unseen are the links that a checkpoint knows and the database does not.
func (t *sealedTable) unseen() []Finding {
	all := t.findings
	for k := range t.byLink {
		all = append(all, Finding{Defect: DefectTail, Organisation: k.organisation, Year: k.year, No: k.no})
	}
	return all
}
