package static

import (
	"bytes"
	"compress/gzip"
	"sync"

	"github.com/andybalholm/brotli"
)

// packed compresses a file once, at the highest level: this takes some tens of milliseconds, and the result is served
// for the life of the process. It is lazy, so that commands that serve no page do not pay for it.
type packed struct {
	once sync.Once
	file File
}

func (p *packed) get() File {
	p.once.Do(func() {
		if p.file.ContentType == "image/png" {
			return
		}
		var br, gz bytes.Buffer
		// Writing into memory cannot fail: the errors below are always nil.
		b := brotli.NewWriterLevel(&br, brotli.BestCompression)
		_, _ = b.Write(p.file.Plain)
		_ = b.Close()
		g, _ := gzip.NewWriterLevel(&gz, gzip.BestCompression)
		_, _ = g.Write(p.file.Plain)
		_ = g.Close()
		p.file.Brotli, p.file.Gzip = br.Bytes(), gz.Bytes()
	})
	return p.file
}
