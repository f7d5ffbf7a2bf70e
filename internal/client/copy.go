package client

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/seal"
)

// ErrCopy is the answer to a copy of the keys that is cut off or is none.
var ErrCopy = errors.New("the copy of the clients' keys is cut off or was changed: take another")

const copyHead = "rinnalla client keys 1"

// copied is a line of the copy: the first has head and secrets, the last end, those between a key each. A line is one JSON object.
type copied struct {
	Head    string   `json:"head,omitempty"`
	Secrets string   `json:"secrets,omitempty"`
	Client  ClientID `json:"client,omitzero"`
	By      string   `json:"by,omitempty"`
	Key     []byte   `json:"key,omitempty"`
	End     *int     `json:"end,omitempty"`
}

// WriteKeys writes the copy of all clients' keys, wrapped as they stand, with the file of the installation's secrets in front of them. It
// is taken after the backup that it belongs to, so that no client is in the backup whose key is not in the copy. Whoever keeps it keeps
// the newest only, encrypted.
func WriteKeys(tx *act.Tx, out io.Writer, secrets string) (int, error) {
	if err := tx.Require(access.KeepClientKeys, access.All("client_key", access.Installation)); err != nil {
		return 0, err
	}
	w := bufio.NewWriter(out)
	lines := json.NewEncoder(w)
	if err := lines.Encode(copied{Head: copyHead, Secrets: secrets}); err != nil {
		return 0, err
	}
	n := 0
	err := eachKeyset(tx, func(c ClientID, k seal.Wrapped) error {
		n++
		return lines.Encode(copied{Client: c, By: k.By, Key: k.Box})
	})
	if err != nil {
		return 0, err
	}
	if err := lines.Encode(copied{End: &n}); err != nil {
		return 0, err
	}
	return n, w.Flush()
}

// KeyReader reads a copy of the keys.
type KeyReader struct {
	lines *json.Decoder
	// Secrets is the file of the secrets that the keys are wrapped under.
	Secrets string
}

// OpenKeys reads the first line of a copy.
func OpenKeys(in io.Reader) (*KeyReader, error) {
	r := &KeyReader{lines: json.NewDecoder(bufio.NewReader(in))}
	first, err := r.next()
	if err != nil {
		return nil, err
	}
	if first.Head != copyHead {
		return nil, fmt.Errorf("%w (it does not begin as one)", ErrCopy)
	}
	r.Secrets = first.Secrets
	return r, nil
}

func (r *KeyReader) next() (copied, error) {
	var line copied
	if err := r.lines.Decode(&line); err != nil {
		return line, fmt.Errorf("%w (%w)", ErrCopy, err)
	}
	return line, nil
}

// ReadKeys gives clients who are here, not erased and without a key, theirs from a copy; it returns how many got one. Keys of clients who
// are not here are passed over. It reads the copy to its end, so the act must not be run twice with one reader.
func ReadKeys(tx *act.Tx, r *KeyReader) (int, error) {
	if err := tx.Require(access.KeepClientKeys, access.All("client_key", access.Installation)); err != nil {
		return 0, err
	}
	taken := 0
	for seen := 0; ; seen++ {
		line, err := r.next()
		if err != nil {
			return 0, err
		}
		if line.End != nil {
			if *line.End != seen {
				return 0, fmt.Errorf("%w (it holds %d keys and says %d)", ErrCopy, seen, *line.End)
			}
			return taken, nil
		}
		if line.Client.IsZero() || len(line.Key) == 0 {
			return 0, fmt.Errorf("%w (key %d is none)", ErrCopy, seen+1)
		}
		ours, err := restoreKeyset(tx, line.Client, seal.Wrapped{By: line.By, Box: line.Key})
		if err != nil {
			return 0, err
		}
		if ours {
			taken++
		}
	}
}
