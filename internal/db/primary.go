package db

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// primary notices that the server which took writes does so no longer, as after
// a failover. All connections made until then are given up, and new ones are
// made to the first host of the address that takes writes.
type primary struct{ lost atomic.Int64 }

const madeAfter = "rinnalla: primaries lost when the connection was made"

// remember marks a new connection.
func (p *primary) remember(_ context.Context, c *pgx.Conn) error {
	c.PgConn().CustomData()[madeAfter] = p.lost.Load()
	return nil
}

// stands tells whether a connection may be used again.
func (p *primary) stands(_ context.Context, c *pgx.Conn) (bool, error) {
	return c.PgConn().CustomData()[madeAfter] == p.lost.Load(), nil
}

func (p *primary) heard(err error) {
	if refusedWrite(err) {
		p.lost.Add(1)
	}
}

func refusedWrite(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "25006"
}
