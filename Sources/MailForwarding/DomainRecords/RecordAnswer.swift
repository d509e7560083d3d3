public import MailAddressing

/// What the DNS answered when it was asked for a record; it is looked up elsewhere and handed in.
///
/// Nothing is taken for granted about the texts and names: they are what a stranger may have put into the DNS.
///
/// Complete: what is not in it would be treated as one of these by every caller.
public enum RecordAnswer: Hashable, Sendable {
    /// A host of an MX record.
    public struct MailExchange: Hashable, Sendable {
        /// The preference; mail goes to the host with the lowest one.
        public let preference: UInt16
        /// The host as the DNS has it, with or without its final dot; `.` for none (RFC 7505).
        public let host: String

        /// Takes a host.
        ///
        /// - Parameters:
        ///   - preference: the preference, 0 to 65,535.
        ///   - host: the name as the DNS has it, `.` where the domain takes no mail.
        public init(preference: UInt16, host: String) {
            self.preference = preference
            self.host = host
        }
    }

    /// The TXT records of the name; of each one its strings joined without anything between them.
    case texts([String])
    /// The MX records of the name.
    case mailExchanges([MailExchange])
    /// The name does not exist.
    case noSuchName
    /// The name exists and has no such record.
    case noSuchRecord
    /// The look-up failed. The reason says how, for people.
    case failed(reason: String)
}

extension RecordAnswer {
    /// Takes the answer to a look-up of TXT records; octets that are not UTF-8 become replacement characters.
    ///
    /// - Parameter answer: the answer, of whatever source.
    public init(_ answer: TextRecordAnswer) {
        switch answer {
        case .records(let records): self = .texts(records.map { String(decoding: $0, as: UTF8.self) })
        case .noSuchDomain: self = .noSuchName
        case .noRecord: self = .noSuchRecord
        case .temporaryFailure(let reason), .permanentFailure(let reason): self = .failed(reason: reason)
        }
    }
}

extension RecordAnswer.MailExchange {
    /// The record as it is shown, for example `10 mail.example.test`.
    var text: String { "\(preference) \(host)" }

    /// Whether it says that the domain takes no mail (RFC 7505, section 3).
    var isNull: Bool { host == "." || host.isEmpty }

    /// The name of the host, or nil where it is none.
    var name: DomainName? {
        guard isShort else { return nil }
        return try? DomainName(host)
    }

    /// Whether an address stands where a name should.
    var isAddress: Bool { isShort && IPAddress(host) != nil }

    /// Whether the host is no longer than a name with its final dot, so that it is looked at.
    private var isShort: Bool { host.utf8.count <= DomainName.maximumLength + 1 }
}
