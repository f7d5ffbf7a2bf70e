package picture

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"rinnalla/internal/act"
)

// What signatures of copies are for.
const (
	dataKind  = "copy data"
	paperKind = "copy paper"

	signedFormat = "rinnalla-copy/1"
)

// Intact is how a copy is found that is checked.
//
//i18n:keys picture.intact.*
type Intact string

const (
	// Unchanged: this installation made it, and it is as it was made.
	Unchanged Intact = "unchanged"
	// Changed: it bears the mark of a copy and is not as it was made, be it by one letter or by a program that saved it anew.
	Changed Intact = "changed"
	// Foreign: it is as somebody made it whose key this installation does not know.
	Foreign Intact = "foreign"
	// NoCopy: it bears no mark of a copy.
	NoCopy Intact = "no_copy"
)

// envelope is a signed data file. The signature is over the copy without white space between its parts.
type envelope struct {
	Format    string          `json:"format"`
	Key       []byte          `json:"key"` // Ed25519 (RFC 8032); whose signature it is; a key that is not this installation's proves nothing
	Signature []byte          `json:"signature"`
	Copy      json.RawMessage `json:"copy"`
}

// SignData writes the copy as a signed data file.
func SignData(c Copy, by *act.Notary) ([]byte, error) {
	plain, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	whole, err := json.Marshal(envelope{Format: signedFormat, Key: by.PublicKey(), Signature: by.Sign(dataKind, plain), Copy: plain})
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := json.Indent(&b, whole, "", "  "); err != nil {
		return nil, err
	}
	return append(b.Bytes(), '\n'), nil
}

const (
	// pdfMark begins the line of the signature after the end of a PDF file, which readers of such files pass over.
	pdfMark = "%rinnalla-copy/1 "
	pdfEnd  = "%%EOF\n"
	pdfHead = "%PDF-"
)

// SignPDF puts the signature of all that comes before it at the end of a PDF file.
func SignPDF(file []byte, by *act.Notary) []byte {
	b := bytes.Clone(file)
	if !bytes.HasSuffix(b, []byte("\n")) {
		b = append(b, '\n')
	}
	line := pdfMark + base64.StdEncoding.EncodeToString(by.PublicKey()) + " " + base64.StdEncoding.EncodeToString(by.Sign(paperKind, b)) + "\n" + pdfEnd
	return append(b, line...)
}

// Check tells whether a copy, a PDF or a data file, is as the holder of the key made it.
func Check(file []byte, key ed25519.PublicKey) Intact {
	if bytes.HasPrefix(file, []byte(pdfHead)) {
		return checkPDF(file, key)
	}
	return checkData(file, key)
}

func checkPDF(file []byte, key ed25519.PublicKey) Intact {
	at := bytes.LastIndex(file, []byte("\n"+pdfMark))
	if at < 0 {
		return NoCopy
	}
	content, line := file[:at+1], string(file[at+1+len(pdfMark):])
	parts := strings.Split(line, " ")
	if len(parts) != 2 || !strings.HasSuffix(parts[1], "\n"+pdfEnd) {
		return Changed
	}
	own, err := base64.StdEncoding.Strict().DecodeString(parts[0])
	if err != nil {
		return Changed
	}
	signature, err := base64.StdEncoding.Strict().DecodeString(strings.TrimSuffix(parts[1], "\n"+pdfEnd))
	if err != nil {
		return Changed
	}
	return judge(paperKind, content, signature, own, key)
}

func checkData(file []byte, key ed25519.PublicKey) Intact {
	e, err := openEnvelope(file)
	switch {
	case errors.Is(err, errNoEnvelope):
		return NoCopy
	case err != nil:
		return Changed
	}
	var plain bytes.Buffer
	if err := json.Compact(&plain, e.Copy); err != nil {
		return Changed
	}
	return judge(dataKind, plain.Bytes(), e.Signature, e.Key, key)
}

func judge(kind string, content, signature []byte, own, key ed25519.PublicKey) Intact {
	switch {
	case !act.SignedBy(own, kind, content, signature):
		return Changed
	case !bytes.Equal(own, key):
		return Foreign
	}
	return Unchanged
}

var (
	errNoEnvelope = errors.New("picture: no copy")
	errEnvelope   = errors.New("picture: a copy that was changed")
)

// openEnvelope reads the four parts of a data file. One that stands twice, or a fifth, could show a reader something else than what was
// signed, and is refused.
func openEnvelope(file []byte) (e envelope, err error) {
	parts := map[string]any{"format": &e.Format, "key": &e.Key, "signature": &e.Signature, "copy": &e.Copy}
	in := json.NewDecoder(bytes.NewReader(file))
	if open, err := in.Token(); err != nil || open != json.Delim('{') {
		return e, errNoEnvelope
	}
	for in.More() {
		name, err := in.Token()
		if err != nil {
			return e, whether(e)
		}
		text, _ := name.(string)
		into, known := parts[text]
		if !known {
			return e, whether(e)
		}
		delete(parts, text)
		if err := in.Decode(into); err != nil {
			return e, whether(e)
		}
	}
	if _, err := in.Token(); err != nil || len(parts) > 0 || e.Format != signedFormat {
		return e, whether(e)
	}
	if _, err := in.Token(); !errors.Is(err, io.EOF) {
		return e, errEnvelope
	}
	return e, nil
}

// whether a file that cannot be read was a copy once.
func whether(e envelope) error {
	if e.Format == signedFormat {
		return errEnvelope
	}
	return errNoEnvelope
}
