extension DNSMessage {
    /// Reads a message.
    ///
    /// Octets behind the last record are ignored.
    ///
    /// - Parameter bytes: any octets.
    /// - Throws: `DNSMessageError` with what is wrong and its place.
    public init(parsing bytes: Span<UInt8>) throws(DNSMessageError) {
        var reader = DNSMessageReader()
        let identifier = try reader.uint16(bytes)
        let bits = try reader.uint16(bytes)
        let place = reader.offset
        let questions = try reader.uint16(bytes)
        let answerCount = try reader.uint16(bytes)
        let authorityCount = try reader.uint16(bytes)
        let additionalCount = try reader.uint16(bytes)
        guard questions <= 1 else { throw DNSMessageError(.questionCount, at: place) }
        var question: DNSQuestion?
        if questions == 1 { question = try reader.question(bytes) }
        let answers = try reader.records(answerCount, bytes)
        let authority = try reader.records(authorityCount, bytes)
        let additional = try reader.records(additionalCount, bytes)
        self.init(
            identifier: identifier, flags: Flags(rawValue: bits).intersection(.all),
            operationCode: UInt8(bits >> 11 & 0xF),
            responseCode: DNSResponseCode(rawValue: reader.upperResponseCode << 4 | bits & 0xF), question: question,
            answers: answers, authority: authority, additional: additional, extended: reader.extended)
    }
}
