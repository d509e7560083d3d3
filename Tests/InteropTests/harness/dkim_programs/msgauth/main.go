// Signs or verifies many messages with go-msgauth; see harness/dkim_peers.py.
//
// msgauth sign | verify KEYS: a task a line on standard input, a result a line on standard output, both JSON.
// msgauth time KEYS: one task, and the processor time that it takes, as timing.py has it.
package main

import (
	"bufio"
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"os"
	"syscall"

	"github.com/emersion/go-msgauth/dkim"
)

type task struct {
	In               string   `json:"in"`
	Out              string   `json:"out"`
	Domain           string   `json:"domain"`
	Selector         string   `json:"selector"`
	Key              string   `json:"key"`
	Canonicalization []string `json:"canonicalization"`
	// The list of h= as it is to stand, or nothing for the library's own choice.
	Names []string `json:"names"`
	// What is timed, and for how long.
	Messages []string `json:"messages"`
	Seconds  float64  `json:"seconds"`
}

type result struct {
	Passed  []bool   `json:"passed,omitempty"`
	Details []string `json:"details,omitempty"`
	Error   string   `json:"error,omitempty"`
}

// sign writes the message with a signature before it, octet for octet as it came in.
func sign(t task) (result, error) {
	message, err := os.ReadFile(t.In)
	if err != nil {
		return result{}, err
	}
	field, err := signature(t, message)
	if err != nil {
		return result{}, err
	}
	return result{}, os.WriteFile(t.Out, append(field, message...), 0o644)
}

// signature makes the signature's field.
func signature(t task, message []byte) ([]byte, error) {
	key, err := privateKey(t.Key)
	if err != nil {
		return nil, err
	}
	options := dkim.SignOptions{
		Domain:                 t.Domain,
		Selector:               t.Selector,
		Signer:                 key,
		HeaderCanonicalization: dkim.Canonicalization(t.Canonicalization[0]),
		BodyCanonicalization:   dkim.Canonicalization(t.Canonicalization[1]),
	}
	if len(t.Names) > 0 {
		options.HeaderKeys = t.Names
	}
	signer, err := dkim.NewSigner(&options)
	if err != nil {
		return nil, err
	}
	if _, err := signer.Write(message); err != nil {
		signer.Close()
		return nil, err
	}
	if err := signer.Close(); err != nil {
		return nil, err
	}
	return []byte(signer.Signature()), nil
}

// verify says whether each signature passes, from the top.
func verify(message []byte, keys map[string]string) (result, error) {
	lookup := func(name string) ([]string, error) {
		if record, ok := keys[name]; ok {
			return []string{record}, nil
		}
		return nil, fmt.Errorf("no record at %s", name)
	}
	verdicts, err := dkim.VerifyWithOptions(bytes.NewReader(message), &dkim.VerifyOptions{LookupTXT: lookup})
	if err != nil {
		return result{}, err
	}
	var found result
	for _, verdict := range verdicts {
		found.Passed = append(found.Passed, verdict.Err == nil)
		detail := ""
		if verdict.Err != nil {
			detail = verdict.Err.Error()
		}
		found.Details = append(found.Details, detail)
	}
	return found, nil
}

// measure says how many microseconds of the processor a signature takes to make and to check.
func measure(t task, keys map[string]string) (map[string]float64, error) {
	var messages, signed [][]byte
	for _, path := range t.Messages {
		message, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		field, err := signature(t, message)
		if err != nil {
			return nil, err
		}
		whole := append(field, message...)
		if found, err := verify(whole, keys); err != nil || !found.Passed[0] {
			return nil, fmt.Errorf("a signature does not pass: there is nothing to time")
		}
		messages, signed = append(messages, message), append(signed, whole)
	}
	timed := func(inputs [][]byte, function func([]byte)) float64 {
		count, began, used := 0, processorTime(), 0.0
		for used < t.Seconds {
			for _, input := range inputs {
				function(input)
			}
			count += len(inputs)
			used = processorTime() - began
		}
		return used / float64(count) * 1e6
	}
	return map[string]float64{
		"sign_us":   timed(messages, func(message []byte) { signature(t, message) }),
		"verify_us": timed(signed, func(message []byte) { verify(message, keys) }),
	}, nil
}

// processorTime is what this process has used so far, in seconds.
func processorTime() float64 {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	seconds := usage.Utime.Sec + usage.Stime.Sec
	return float64(seconds) + float64(usage.Utime.Usec+usage.Stime.Usec)/1e6
}

var privateKeys = map[string]crypto.Signer{}

func privateKey(path string) (crypto.Signer, error) {
	if key, ok := privateKeys[path]; ok {
		return key, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("%s: no PEM", path)
	}
	var parsed any
	if block.Type == "RSA PRIVATE KEY" {
		parsed, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	} else {
		parsed, err = x509.ParsePKCS8PrivateKey(block.Bytes)
	}
	if err != nil {
		return nil, err
	}
	key, ok := parsed.(crypto.Signer)
	if !ok {
		return nil, fmt.Errorf("%s: a key that cannot sign", path)
	}
	privateKeys[path] = key
	return key, nil
}

func main() {
	keys := map[string]string{}
	if len(os.Args) > 2 {
		text, err := os.ReadFile(os.Args[2])
		if err == nil {
			err = json.Unmarshal(text, &keys)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	input := bufio.NewReader(os.Stdin)
	output := json.NewEncoder(os.Stdout)
	for {
		line, err := input.ReadBytes('\n')
		if err != nil {
			return
		}
		var t task
		var found any
		if err = json.Unmarshal(line, &t); err == nil {
			found, err = work(os.Args[1], t, keys)
		}
		if err != nil {
			found = result{Error: err.Error()}
		}
		output.Encode(found)
	}
}

func work(what string, t task, keys map[string]string) (any, error) {
	switch what {
	case "sign":
		return sign(t)
	case "verify":
		message, err := os.ReadFile(t.In)
		if err != nil {
			return nil, err
		}
		return verify(message, keys)
	default:
		return measure(t, keys)
	}
}
