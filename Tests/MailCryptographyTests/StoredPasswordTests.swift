import MailCryptography
import Testing

/// What is kept of passwords.
struct StoredPasswordTests {
    /// The password and the salt of the example in RFC 7677, section 3.
    static let password = Array("pencil".utf8)
    static let salt: [UInt8] = [91, 109, 153, 104, 157, 18, 53, 142, 236, 160, 75, 20, 18, 54, 250, 129]
    static let text =
        "scram-sha-256$4096$W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY="
        + "$wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=$scrypt$2$1$1$AAECAwQFBgcICQoLDA0ODw=="
        + "$pq2DEAjOY8XLIkRTYJjJZmz8hC3O+yDmexRw8AN6Voc="

    static func cheap() throws -> ScryptParameters {
        try ScryptParameters(costExponent: 2, blockSize: 1, parallelization: 1)
    }

    static func sample() throws -> StoredPassword {
        try StoredPassword(
            password: password, salt: salt, iterations: 4_096, scryptSalt: Array(0..<16), scrypt: cheap())
    }

    @Test("the keys take part in the exchange of RFC 7677, section 3")
    func published() throws {
        let keys = try Self.sample().keys
        let nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
        let exchange = Array(
            ("n=user,r=rOprNGfwEbeRWgbNEkqO,r=\(nonce),s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,"
                + "c=biws,r=\(nonce)").utf8)
        let proof = try #require(Base64.decode("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=".utf8))
        let clientSignature = HMACSHA256.code(for: exchange, key: keys.storedKey)
        let clientKey = zip(proof, clientSignature).map { $0 ^ $1 }
        #expect(SHA256.hash(of: clientKey) == keys.storedKey)
        let serverSignature = HMACSHA256.code(for: exchange, key: keys.serverKey)
        #expect(Base64.encode(serverSignature) == "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")
        #expect(keys.salt == Self.salt)
        #expect(keys.iterations == 4_096)
    }

    @Test("only the password matches")
    func matching() throws {
        let stored = try Self.sample()
        #expect(stored.matches(Self.password))
        for wrong in ["", "pencil ", "penci", "Pencil", "pencil\0"] { #expect(!stored.matches(Array(wrong.utf8))) }
    }

    @Test("a password set anew has salts of its own, and the standard costs")
    func setting() throws {
        let first = try StoredPassword(settingPassword: Self.password)
        #expect(first.matches(Self.password))
        #expect(!first.matches([]))
        #expect(first.keys.salt.count == 16)
        #expect(first.text.hasPrefix("scram-sha-256$10000$"))
        #expect(first.text.contains("$scrypt$14$8$1$"))
        let second = try StoredPassword(settingPassword: Self.password, scrypt: Self.cheap())
        #expect(first != second)
        #expect(first.keys.salt != second.keys.salt)
    }

    @Test("a password with a zero in it is not set, as zeros behind it would not count")
    func zeros() throws {
        for password in ["pencil\0", "\0", "pen\0cil"] {
            let error = #expect(throws: CryptographyError.self) {
                try StoredPassword(settingPassword: Array(password.utf8), scrypt: Self.cheap())
            }
            #expect(error?.kind == .malformedPassword)
        }
    }

    @Test("iterations and salts out of range are refused")
    func ranges() throws {
        for iterations in [0, -1, 4_095, 1_000_001, .max] {
            #expect(throws: CryptographyError(.invalidDerivation)) {
                try StoredPassword(settingPassword: Self.password, iterations: iterations, scrypt: Self.cheap())
            }
        }
        for (salt, scryptSalt) in [(15, 16), (17, 16), (16, 0), (0, 16)] {
            #expect(throws: CryptographyError(.invalidDerivation)) {
                try StoredPassword(
                    password: Self.password, salt: [UInt8](repeating: 1, count: salt), iterations: 4_096,
                    scryptSalt: [UInt8](repeating: 2, count: scryptSalt), scrypt: Self.cheap())
            }
        }
    }

    @Test("both the keys and the hash must fit")
    func bothFit() throws {
        let stored = try Self.sample()
        let other = try StoredPassword(
            password: Array("crayon".utf8), salt: Self.salt, iterations: 4_096, scryptSalt: Array(0..<16),
            scrypt: Self.cheap())
        let fields = stored.text.split(separator: "$")
        let otherFields = other.text.split(separator: "$")
        for index in [3, 4, 10] {
            var mixed = fields
            mixed[index] = otherFields[index]
            let read = try StoredPassword(text: mixed.joined(separator: "$"))
            #expect(!read.matches(Self.password))
            #expect(!read.matches(Array("crayon".utf8)))
        }
    }

    @Test("the text comes back")
    func text() throws {
        let stored = try Self.sample()
        #expect(stored.text == Self.text)
        let read = try StoredPassword(text: Self.text)
        #expect(read == stored)
        #expect(read.matches(Self.password))
    }

    @Test("the text is not read but in its one form")
    func malformed() throws {
        let fields = Self.text.split(separator: "$").map(String.init)
        let replacements: [(Int, [String])] = [
            (0, ["", "SCRAM-SHA-256", "scram-sha-1", " scram-sha-256"]),
            (1, ["", "0", "4095", "04096", "+4096", "4096 ", "1000001", "99999999999999999999", "4_096", "\u{664}"]),
            (2, ["", "W22ZaJ0SNY7soEsUEjb6gQ", "W22ZaJ0SNY7soEsUEjb6gR==", "W22ZaJ0S NY7soEsUEjb6gQ==", "AAAA"]),
            (3, ["", "AAAA", fields[2], fields[3] + "="]),
            (4, ["", "AAAA", fields[2], " " + fields[4]]),
            (5, ["", "Scrypt", "bcrypt"]),
            (6, ["", "0", "-1", "18", "22", "63", "64", "999999999"]),
            (7, ["", "0", "999999999", "01"]),
            (8, ["", "0", "999999999", "4294967296"]),
            (9, ["", "AAAA", fields[10]]),
            (10, ["", "AAAA", fields[9], fields[10] + "\n", fields[10] + "\r\n"]),
        ]
        for (index, values) in replacements {
            for value in values {
                var changed = fields
                changed[index] = value
                // An exponent of eighteen is too much for the blocks of the standard only.
                if index == 6 { changed[7] = "8" }
                #expect(throws: CryptographyError(.malformedPassword), "\(index): \(value)") {
                    try StoredPassword(text: changed.joined(separator: "$"))
                }
            }
        }
        for text in ["", "$", Self.text + "$", "$" + Self.text, Self.text + "\n", String(repeating: "$", count: 5_000)]
        {
            #expect(throws: CryptographyError(.malformedPassword)) { try StoredPassword(text: text) }
        }
        for count in 0..<fields.count {
            #expect(throws: CryptographyError(.malformedPassword)) {
                try StoredPassword(text: fields.prefix(count).joined(separator: "$"))
            }
        }
    }

    @Test("a decoy is the same each time, of the form of a real one, and matches nothing")
    func decoys() throws {
        let secret = [UInt8](repeating: 9, count: 32)
        let user = Array("nobody@example.test".utf8)
        let decoy = try StoredPassword.decoy(for: user, secret: secret, iterations: 4_096, scrypt: Self.cheap())
        #expect(try decoy == StoredPassword.decoy(for: user, secret: secret, iterations: 4_096, scrypt: Self.cheap()))
        #expect(try StoredPassword(text: decoy.text) == decoy)
        #expect(decoy.keys.salt.count == 16)
        #expect(decoy.keys.iterations == 4_096)
        for password in [[], user, secret, Self.password] { #expect(!decoy.matches(password)) }
        let otherUser = StoredPassword.decoy(for: Array("nobody2@example.test".utf8), secret: secret)
        let otherSecret = StoredPassword.decoy(for: user, secret: [UInt8](repeating: 8, count: 32))
        #expect(Set([decoy.keys.salt, otherUser.keys.salt, otherSecret.keys.salt]).count == 3)
        #expect(Set([decoy.keys.storedKey, otherUser.keys.storedKey, otherSecret.keys.storedKey]).count == 3)
        #expect(decoy.keys.storedKey != decoy.keys.serverKey)
        #expect(otherUser.keys.iterations == StoredPassword.defaultIterations)
    }

    @Test("a decoy's iterations stay within what is allowed", arguments: [Int.min, 0, .max])
    func decoyIterations(iterations: Int) {
        let decoy = StoredPassword.decoy(for: [], secret: [], iterations: iterations)
        #expect(StoredPassword.allowedIterations.contains(decoy.keys.iterations))
    }

    @Test("no description shows the keys or the hash")
    func descriptions() throws {
        let stored = try Self.sample()
        var dumped = ""
        dump(stored, to: &dumped)
        dump(stored.keys, to: &dumped)
        let shown = [
            "\(stored)", String(reflecting: stored), "\(stored.keys)", String(reflecting: stored.keys), dumped,
            "\(Optional(stored) as Any)", "\([stored.keys])",
        ]
        let secrets = Self.text.split(separator: "$").filter { $0.count > 20 }.map(String.init)
        let octets = [stored.keys.storedKey, stored.keys.serverKey].map { $0.prefix(4).map(String.init) }
        for text in shown {
            for secret in secrets { #expect(!text.contains(secret)) }
            for octet in octets { #expect(!text.contains(octet.joined(separator: ", "))) }
            #expect(text.contains("redacted"))
        }
    }
}
