import MailAddressing
import MailForwarding
import Testing

/// A plan for `example.test` behind `mail.example.net`, and answers that have all of it.
enum DomainRecordFixture {
    /// As many octets as a SubjectPublicKeyInfo of an RSA key of 4,096 bits has.
    static let keyOctets: [UInt8] = [0x30] + (1..<550).map { UInt8(truncatingIfNeeded: $0 &* 73 &+ 5) }
    static let ed25519Octets = (0..<32).map { UInt8(truncatingIfNeeded: $0 &* 7) }

    static func plan(
        domain: String = "example.test", sources: [String] = [], policy: DomainRecordPlan.FailurePolicy = .none,
        reports: String? = "reports@example.test"
    ) throws -> DomainRecordPlan {
        try DomainRecordPlan(
            domain: DomainName(domain), mailHost: DomainName("mail.example.net"),
            signing: [
                DomainSigningRecord(selector: "s1", algorithm: .rsa, publicKey: keyOctets),
                DomainSigningRecord(selector: "e1", algorithm: .ed25519, publicKey: ed25519Octets),
            ],
            sources: sources.compactMap { IPAddress($0) }, reportAddress: reports.map { try Mailbox($0) },
            strictTransportID: "20260115T120000", dmarcPolicy: policy)
    }

    static func record(_ purpose: ExpectedRecord.Purpose, of plan: DomainRecordPlan) throws -> ExpectedRecord {
        try #require(plan.records.first { $0.purpose == purpose })
    }

    /// Answers that have every record as it is printed.
    static func answers(for plan: DomainRecordPlan) -> [ExpectedRecord: RecordAnswer] {
        var answers: [ExpectedRecord: RecordAnswer] = [:]
        for record in plan.records {
            switch record.type {
            case .mx:
                let host = RecordAnswer.MailExchange(preference: 10, host: "mail.example.net")
                answers[record] = RecordAnswer.mailExchanges([host])
            case .txt: answers[record] = RecordAnswer.texts([record.value])
            }
        }
        return answers
    }

    /// What is found where one record has an answer of its own.
    static func finding(
        _ purpose: ExpectedRecord.Purpose, _ answer: RecordAnswer, in plan: DomainRecordPlan? = nil
    ) throws -> RecordFinding {
        let plan = try plan ?? self.plan()
        let expected = try record(purpose, of: plan)
        let verification = DomainVerification(plan: plan, answers: [expected: answer])
        return try #require(verification.findings.first { $0.expected == expected })
    }

    /// The strings of the TXT record in the line of a zone file, read as RFC 1035, section 5.1, has it; nil for none.
    static func strings(ofZoneLine line: String) -> [[UInt8]]? {
        var rest = Array(line.utf8)[...]
        for field in ["IN", "TXT"] {
            guard let start = rest.firstRange(of: Array(" \(field) ".utf8)) else { return nil }
            rest = rest[(start.upperBound - 1)...]
        }
        rest = rest.dropFirst()
        var strings: [[UInt8]] = []
        while let octet = rest.popFirst() {
            guard octet == UInt8(ascii: "\"") else {
                guard octet == UInt8(ascii: " ") else { return nil }
                continue
            }
            var string: [UInt8] = []
            var isClosed = false
            while !isClosed {
                guard let octet = rest.popFirst() else { return nil }
                switch octet {
                case UInt8(ascii: "\""): isClosed = true
                case UInt8(ascii: "\\"):
                    let digits = String(decoding: rest.prefix(3), as: UTF8.self)
                    if digits.utf8.count == 3, let value = UInt8(digits) {
                        string.append(value)
                        rest = rest.dropFirst(3)
                    } else {
                        guard let escaped = rest.popFirst() else { return nil }
                        string.append(escaped)
                    }
                default: string.append(octet)
                }
            }
            strings.append(string)
        }
        return strings
    }
}
