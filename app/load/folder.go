package load

import (
	"bytes"
	"io/fs"
	"slices"
	"strings"
	"time"
)

// folder is a folder of files in memory, as an import reads them.
type folder map[string][]byte

// Open opens a file.
func (f folder) Open(name string) (fs.File, error) {
	text, ok := f[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return memoryFile{bytes.NewReader(text), memoryInfo{name, len(text)}}, nil
}

// ReadDir lists the files.
func (f folder) ReadDir(string) (all []fs.DirEntry, err error) {
	for name, text := range f {
		all = append(all, fs.FileInfoToDirEntry(memoryInfo{name, len(text)}))
	}
	slices.SortFunc(all, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return all, nil
}

type memoryFile struct {
	*bytes.Reader
	info memoryInfo
}

func (f memoryFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f memoryFile) Close() error               { return nil }

type memoryInfo struct {
	name string
	size int
}

func (i memoryInfo) Name() string     { return i.name }
func (i memoryInfo) Size() int64      { return int64(i.size) }
func (memoryInfo) Mode() fs.FileMode  { return 0o400 }
func (memoryInfo) ModTime() time.Time { return time.Time{} }
func (memoryInfo) IsDir() bool        { return false }
func (memoryInfo) Sys() any           { return nil }
