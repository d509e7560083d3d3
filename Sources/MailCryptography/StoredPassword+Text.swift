extension StoredPassword {
    /// The longest text that is read, in octets: four times as long as any that is written.
    public static let maximumTextLength = 1_024

    /// The stored password as one line of ASCII: a secret, as whoever has it can try passwords.
    ///
    /// Its eleven fields stand between dollar signs: `scram-sha-256`, the iterations, the salt, StoredKey, ServerKey,
    /// then `scrypt`, the cost's exponent, the block size, the parallelization, the salt and the hash. Numbers are in
    /// decimal, octets in Base64 with padding. Another way of keeping passwords would begin with another word.
    public var text: String {
        let scram = ["\(keys.iterations)"] + [keys.salt, keys.storedKey, keys.serverKey].map(Base64.encode)
        let costs = [scrypt.costExponent, scrypt.blockSize, scrypt.parallelization].map { "\($0)" }
        let fields = [Self.scramName] + scram + [Self.scryptName] + costs + [scryptSalt, scryptHash].map(Base64.encode)
        return fields.joined(separator: "$")
    }

    /// Reads a text that ``text`` gave.
    ///
    /// Only the exact form is taken. Costs out of the ranges of ``allowedIterations`` and ``ScryptParameters`` are
    /// refused, so that no text makes a check burn memory or time.
    ///
    /// - Parameter text: the text without a line end.
    /// - Throws: `CryptographyError` of the kind `malformedPassword`.
    public init(text: String) throws(CryptographyError) {
        guard let password = Self.read(text) else { throw CryptographyError(.malformedPassword) }
        self = password
    }

    private static func read(_ text: String) -> StoredPassword? {
        guard text.utf8.count <= maximumTextLength else { return nil }
        let fields = text.utf8.split(separator: UInt8(ascii: "$"), omittingEmptySubsequences: false).map(Array.init)
        guard fields.count == 11, fields[0] == Array(scramName.utf8), fields[5] == Array(scryptName.utf8),
            let iterations = number(fields[1]), allowedIterations.contains(iterations),
            let salt = octets(fields[2], saltLength),
            let storedKey = octets(fields[3], SHA256.length), let serverKey = octets(fields[4], SHA256.length),
            let costExponent = number(fields[6]), let blockSize = number(fields[7]),
            let parallelization = number(fields[8]),
            let scrypt = try? ScryptParameters(
                costExponent: costExponent, blockSize: blockSize, parallelization: parallelization),
            let scryptSalt = octets(fields[9], saltLength), let scryptHash = octets(fields[10], SHA256.length)
        else { return nil }
        let keys = Keys(salt: salt, iterations: iterations, storedKey: storedKey, serverKey: serverKey)
        return StoredPassword(keys: keys, scrypt: scrypt, scryptSalt: scryptSalt, scryptHash: scryptHash)
    }

    /// A number of up to nine digits, the first of them not zero.
    private static func number(_ field: [UInt8]) -> Int? {
        guard (1...9).contains(field.count), field[0] != UInt8(ascii: "0") else { return nil }
        var value = 0
        for digit in field {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            value = value * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return value
    }

    /// Octets of a given number from Base64 in the one form in which it is written.
    private static func octets(_ field: [UInt8], _ count: Int) -> [UInt8]? {
        guard let octets = Base64.decode(field), octets.count == count, Array(Base64.encode(octets).utf8) == field
        else { return nil }
        return octets
    }

    private static let scramName = "scram-sha-256"
    private static let scryptName = "scrypt"
}
