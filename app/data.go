package app

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// fillData completes a configuration without a database: a SQLite file and a secret, kept in DATA_DIR. On a platform
// with ephemeral disks that would lose a town, so it is refused there.
func (c *Config) fillData() error {
	if c.DatabaseURL == "" {
		if hosted() {
			return errors.New("DATABASE_URL est obligatoire ici : le disque de cet hébergement ne garde rien")
		}
		c.DatabaseURL = "sqlite://" + filepath.Join(c.DataDir, "cartable.db")
		if err := os.MkdirAll(c.DataDir, 0o700); err != nil {
			return fmt.Errorf("le dossier %s ne peut pas être créé (DATA_DIR) : %w", c.DataDir, err)
		}
	}
	if c.SecretKey != "" && !c.RandomSecret {
		return nil
	}
	c.RandomSecret = false
	path := filepath.Join(c.DataDir, "secret")
	kept, err := os.ReadFile(path) // #nosec G304 -- a file of the data folder, named here
	if err == nil && len(kept) >= 32 {
		c.SecretKey = string(kept)
		return nil
	}
	if c.SecretKey == "" {
		var draw [32]byte
		rand.Read(draw[:])
		c.SecretKey = hex.EncodeToString(draw[:])
	}
	if err := os.MkdirAll(c.DataDir, 0o700); err != nil {
		return fmt.Errorf("le dossier %s ne peut pas être créé (DATA_DIR) : %w", c.DataDir, err)
	}
	return os.WriteFile(path, []byte(c.SecretKey), 0o600)
}

// hosted reports whether the program runs on a platform with ephemeral disks.
func hosted() bool {
	for _, name := range []string{"DYNO", "CONTAINER", "INSTANCE_ID"} {
		if os.Getenv(name) != "" {
			return true
		}
	}
	return false
}
