import ArgumentParser
import Foundation
import MailCryptography
import Testing

@testable import ReferenceServer

@Suite("The command dkim", .timeLimit(.minutes(15)))
struct DKIMCommandTests {
    static let message = """
        From: Ada <ada@example.com>
        To: Grace <grace@example.net>
        Subject: hello
        Date: Fri, 21 Nov 1997 09:55:06 -0600

        We lost the game.

        """

    /// A key in a folder.
    static func makeKey(in folder: TemporaryFolder, _ name: String, _ options: String...) throws -> String {
        let path = "\(folder.path)/\(name)"
        try DKIMCommand.KeyGeneration.parse(["--out", path] + options).run()
        return path
    }

    static func sign(_ arguments: [String]) throws {
        try DKIMCommand.Sign.parse(["--domain", "example.com"] + arguments).run()
    }

    /// The exit status of the command verify.
    static func verify(_ arguments: [String]) async throws -> Int32 {
        do {
            try await DKIMCommand.Verify.parse(arguments).run()
            return 0
        } catch let failure as CommandFailure {
            return failure.status
        }
    }

    @Test("keys are made in the form that was asked for, and never over a file that exists")
    func keys() throws {
        try TemporaryFolder.with { folder in
            let passphrase = try folder.write(Array("secret\n".utf8), to: "passphrase")
            let forms: [(String, [String], String)] = [
                ("a", ["--type", "ed25519"], "PRIVATE KEY"), ("b", ["--bits", "1024"], "PRIVATE KEY"),
                ("c", ["--bits", "1024", "--pkcs1"], "RSA PRIVATE KEY"),
                ("d", ["--type", "ed25519", "--encrypt-with", passphrase], "ENCRYPTED PRIVATE KEY"),
            ]
            for (name, options, label) in forms {
                let path = "\(folder.path)/\(name)"
                try DKIMCommand.KeyGeneration.parse(["--out", path] + options).run()
                let text = try String(contentsOfFile: path, encoding: .utf8)
                #expect(text.hasPrefix("-----BEGIN \(label)-----\n"))
                #expect(throws: CommandFailure.self) {
                    try DKIMCommand.KeyGeneration.parse(["--out", path] + options).run()
                }
                let key = try DKIMKeyFile.privateKey(path, passphraseFile: name == "d" ? passphrase : nil)
                #expect(try DKIMKeyFile.publicKey(path, passphraseFile: passphrase) == key.publicKey)
            }
            let locked = "\(folder.path)/d"
            #expect {
                try DKIMKeyFile.privateKey(locked, passphraseFile: nil)
            } throws: {
                ($0 as? CommandFailure)?.message.contains("--passphrase-file") == true
            }
            let wrong = try folder.write(Array("other\n".utf8), to: "wrong")
            #expect(throws: CommandFailure.self) { try DKIMKeyFile.privateKey(locked, passphraseFile: wrong) }
        }
    }

    @Test("several messages are signed by several keys into a directory, and pass")
    func several() async throws {
        try await TemporaryFolder.asynchronously { folder in
            let keys = [
                try Self.makeKey(in: folder, "r.pem", "--bits", "1024"),
                try Self.makeKey(in: folder, "e.pem", "--type", "ed25519"),
            ]
            let out = "\(folder.path)/out"
            var files: [String] = []
            for number in 1...3 {
                files.append(try folder.write(Array((Self.message + "\(number)\n").utf8), to: "\(number).eml"))
            }
            let arguments = ["--selector", "r", "--key", keys[0], "--selector", "e", "--key", keys[1]]
            let form = ["--expires-in", "7d", "--time", "1000", "--headers", "from,subject", "--oversign", "From"]
            try Self.sign(arguments + form + ["--output-directory", out] + files)
            let signed = (1...3).map { "\(out)/\($0).eml" }
            let text = try String(contentsOfFile: signed[0], encoding: .utf8)
            #expect(text.hasSuffix("We lost the game.\r\n1\r\n"))
            #expect(text.contains("t=1000; x=605800;"))
            #expect(text.contains("h=from:from:subject;"))
            let known = ["--key", keys[0], "--key", keys[1]]
            #expect(try await Self.verify(known + ["--time", "1000", "--json"] + signed) == 0)
            #expect(try await Self.verify(known + ["--time", "606101", signed[0]]) == 1)
            #expect(try await Self.verify(known + ["--time", "1000", signed[0], files[0]]) == 1)
            #expect(try await Self.verify(known + ["--time", "1000", signed[0], "\(out)/none.eml"]) == 3)
            #expect(throws: CommandFailure.self) {
                try Self.sign(arguments + ["--output-directory", out] + files)
            }
        }
    }

    @Test(
        "a command line that makes no sense is refused before anything is read",
        arguments: [
            ["sign", "--domain", "d", "--selector", "s", "--selector", "t", "--key", "k"],
            ["sign", "--domain", "d", "--domain", "e", "--selector", "s", "--key", "k"],
            ["sign", "--domain", "d", "--selector", "s", "--key", "k", "a.eml", "b.eml"],
            ["sign", "--domain", "d", "--selector", "s", "--key", "-"],
            ["sign", "--domain", "d", "--selector", "s", "--key", "-", "-"],
            [
                "sign", "--domain", "d", "--selector", "s", "--selector", "t", "--key", "-", "--key", "-", "a.eml",
            ],
            ["verify", "--zone", "z", "--key", "k"], ["verify", "--passphrase-file", "p"], ["verify", "-", "-"],
            ["verify", "--zone", "-"], ["verify", "--key", "-", "-"], ["verify", "--key", "-", "--key", "-", "a"],
            ["verify", "--dangerously-accept-short-keys", "511"],
            ["verify", "--dangerously-accept-short-keys", "1024"],
            ["record", "--key", "k", "--domain", "d"], ["record", "--key", "k", "--format", "zone"],
            ["record", "--key", "k", "--format", "text", "--json"],
            ["keygen", "--out", "o", "--type", "ed25519", "--bits", "2048"],
            ["keygen", "--out", "o", "--type", "ed25519", "--pkcs1"],
            ["keygen", "--out", "o", "--pkcs1", "--encrypt-with", "p"], ["keygen", "--out", "-"],
        ])
    func usage(arguments: [String]) {
        #expect(throws: (any Error).self) { try DKIMCommand.parseAsRoot(arguments) }
    }

    @Test(
        "one input at most is standard input",
        arguments: [
            ["sign", "--domain", "d", "--selector", "s", "--key", "-", "a.eml"],
            ["sign", "--domain", "d", "--selector", "s", "--key", "k", "-"],
            ["verify", "--zone", "-", "a.eml"], ["verify", "--key", "-", "a.eml"], ["verify", "--key", "k"],
            ["verify", "--dangerously-accept-short-keys", "512"],
            ["verify", "--dangerously-accept-short-keys", "1023"],
        ])
    func standardInput(arguments: [String]) {
        #expect(throws: Never.self) { try DKIMCommand.parseAsRoot(arguments) }
    }

    @Test("a time is one that a date can have", arguments: [-1, 253_402_300_800, .max, .min] as [Int64])
    func time(seconds: Int64) throws {
        #expect {
            try DKIMCommand.unixTime(seconds)
        } throws: {
            ($0 as? CommandFailure)?.status == 2
        }
        #expect(try DKIMCommand.unixTime(0) == 0)
        #expect(try DKIMCommand.unixTime(253_402_300_799) == 253_402_300_799)
    }

    @Test("the identity and a copy of the header are in the signature, if they are asked for")
    func identity() async throws {
        try await TemporaryFolder.asynchronously { folder in
            let key = try Self.makeKey(in: folder, "e.pem", "--type", "ed25519")
            let file = try folder.write(Array(Self.message.utf8), to: "a.eml")
            let form = ["--selector", "e", "--key", key, "--output-directory", "\(folder.path)/out", "--copy-header"]
            try Self.sign(form + ["--identity", "ada@mail.example.com", file])
            let signed = try String(contentsOfFile: "\(folder.path)/out/a.eml", encoding: .utf8)
            #expect(signed.contains("i=ada@mail.example.com;"))
            #expect(signed.contains("z="))
            let changed = try folder.write(
                Array(signed.replacingOccurrences(of: "Subject: hello", with: "Subject: bye").utf8), to: "b.eml")
            #expect(try await Self.verify(["--key", key, "\(folder.path)/out/a.eml"]) == 0)
            #expect(try await Self.verify(["--key", key, changed]) == 1)
            #expect {
                try Self.sign(form + ["--identity", "ada@other.example", file])
            } throws: {
                ($0 as? CommandFailure)?.status == 2
            }
        }
    }

    @Test("an LF alone in a message with CRLF is signed and checked as it is")
    func bareLineFeed() async throws {
        try await TemporaryFolder.asynchronously { folder in
            let key = try Self.makeKey(in: folder, "e.pem", "--type", "ed25519")
            let text = "From: a@example.com\r\nSubject: x\r\n\r\none\ntwo\r\n"
            let file = try folder.write(Array(text.utf8), to: "a.eml")
            let out = "\(folder.path)/out"
            try Self.sign(["--selector", "e", "--key", key, "--output-directory", out, file])
            #expect(try String(contentsOfFile: "\(out)/a.eml", encoding: .utf8).hasSuffix(text))
            #expect(try await Self.verify(["--key", key, "\(out)/a.eml"]) == 0)
            #expect(try await Self.verify(["--key", key, "--as-is", "\(out)/a.eml"]) == 0)
        }
    }

    @Test(
        "how to sign is read, or refused with the reason",
        arguments: [
            ["--canonicalization", "strict"], ["--canonicalization", "relaxed/"], ["--canonicalization", "a/b/c"],
            ["--expires-in", "7"], ["--expires-in", "0s"], ["--expires-in", "1ms"],
        ])
    func form(arguments: [String]) throws {
        let command = try DKIMCommand.Sign.parse(
            ["--domain", "d.test", "--selector", "s", "--key", "k"] + arguments)
        #expect {
            try command.form.options()
        } throws: {
            ($0 as? CommandFailure)?.status == 2
        }
    }
}
