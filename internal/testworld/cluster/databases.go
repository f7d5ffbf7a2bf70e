package cluster

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"hash/fnv"
	"net/url"
	"os"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Variable names the environment variable with the address of the PostgreSQL that all test packages of one run share.
const Variable = "RINNALLA_TEST_POSTGRES"

// FolderVariable names the environment variable with a folder that all test packages of one run share, and that is gone after it.
const FolderVariable = "RINNALLA_TEST_FOLDER"

// EnginesVariable names the environment variable that says which engines a run must cover, separated by commas.
const EnginesVariable = "RINNALLA_TEST_ENGINES"

// Server is a PostgreSQL in which databases may be made and dropped at will.
// All its methods may be called from many goroutines and programs at once.
type Server struct {
	// URL is the address of its administration database, as a superuser.
	URL string
}

// Shared is the server that the make target has started for this run. Without one, tests are for SQLite only.
func Shared() (Server, bool) {
	address := os.Getenv(Variable)
	return Server{URL: address}, address != ""
}

// CheckEngines fails when a run promises PostgreSQL and there is none, so that it can never be left out in silence.
func CheckEngines() error {
	_, shared := Shared()
	for engine := range strings.SplitSeq(os.Getenv(EnginesVariable), ",") {
		if engine == "postgres" && !shared {
			return fmt.Errorf("%s promises postgres but %s is empty: run the tests under withpostgres, as make test does", EnginesVariable, Variable)
		}
	}
	return nil
}

// Template makes sure that a prepared database of that name exists to be copied by NewDatabase.
// However many programs ask at once, prepare runs once; when it fails, the next asker tries again.
func (s Server) Template(ctx context.Context, name string, prepare func(url string) error) error {
	return s.administer(ctx, func(connection *pgx.Conn) error {
		// The lock ends with the connection.
		if _, err := connection.Exec(ctx, "SELECT pg_advisory_lock($1)", lockOf(name)); err != nil {
			return err
		}
		var ready bool
		err := connection.QueryRow(ctx, "SELECT count(*) > 0 FROM pg_database WHERE datname = $1 AND datistemplate", name).Scan(&ready)
		if err != nil || ready {
			return err
		}
		quoted := quote(name)
		if err := statements(ctx, connection, "DROP DATABASE IF EXISTS "+quoted+" WITH (FORCE)", "CREATE DATABASE "+quoted+" TEMPLATE template0"); err != nil {
			return err
		}
		if err := prepare(s.of(name)); err != nil {
			return fmt.Errorf("prepare template %s: %w", name, err)
		}
		return statements(ctx, connection, "ALTER DATABASE "+quoted+" WITH ALLOW_CONNECTIONS false IS_TEMPLATE true")
	})
}

// NewDatabase makes a database with a fresh name as a copy of a template ("" for an empty one).
// The answer is its address and what drops it, whoever is still connected.
func (s Server) NewDatabase(ctx context.Context, template string) (url string, drop func() error, err error) {
	if template == "" {
		template = "template0"
	}
	name := "t_" + strings.ToLower(rand.Text())
	// Copying files took 32 ms where writing the copy through the log, the default, took 370 ms.
	if err := s.do(ctx, "CREATE DATABASE "+quote(name)+" TEMPLATE "+quote(template)+" STRATEGY file_copy"); err != nil {
		return "", nil, err
	}
	return s.of(name), func() error {
		return s.do(context.Background(), "DROP DATABASE IF EXISTS "+quote(name)+" WITH (FORCE)")
	}, nil
}

// Demote makes the server refuse writes, those of open connections too, as a primary does that has lost its office.
func (s Server) Demote(ctx context.Context) error {
	return s.administer(ctx, func(connection *pgx.Conn) error {
		return statements(ctx, connection, "ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()")
	})
}

// of is the address of one database.
func (s Server) of(database string) string {
	address, err := url.Parse(s.URL)
	if err != nil {
		panic("address of the test PostgreSQL: " + err.Error())
	}
	address.Path = "/" + database
	return address.String()
}

func (s Server) do(ctx context.Context, sql string) error {
	return s.administer(ctx, func(connection *pgx.Conn) error { return statements(ctx, connection, sql) })
}

func (s Server) administer(ctx context.Context, do func(*pgx.Conn) error) error {
	connection, err := pgx.Connect(ctx, s.URL)
	if err != nil {
		return fmt.Errorf("the test PostgreSQL does not answer: %w", err)
	}
	return errors.Join(do(connection), connection.Close(context.WithoutCancel(ctx)))
}

func statements(ctx context.Context, connection *pgx.Conn, texts ...string) error {
	for _, text := range texts {
		if _, err := connection.Exec(ctx, text); err != nil {
			return fmt.Errorf("%s: %w", text, err)
		}
	}
	return nil
}

func quote(name string) string { return pgx.Identifier{name}.Sanitize() }

func lockOf(name string) int64 {
	hash := fnv.New64a()
	hash.Write([]byte(name))
	return int64(hash.Sum64() >> 1)
}
