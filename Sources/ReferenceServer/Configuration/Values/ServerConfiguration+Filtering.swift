import MailAddressing

extension ServerConfiguration {
    /// How mail that strangers bring is filtered: the section `filter`.
    struct Filter: Hashable, Sendable {
        /// Lists of clients that are let in, whatever `blockLists` say.
        var allowLists: [AddressList] = []
        /// Lists of clients that are turned away; the first one that lists a client gives the reason.
        var blockLists: [AddressList] = []
        /// The spam filter that is asked about messages; nil for none.
        var rspamd: Rspamd?

        /// The most lists of each kind: every one of them is asked about every client.
        static let maximumListCount = 20
    }

    /// A list of addresses in the DNS (RFC 5782).
    struct AddressList: Hashable, Sendable {
        /// The zone that is asked; with some providers it holds a key, which is nobody else's business.
        let zone: DomainName
        /// What clients and the log are told in its place.
        let name: String
        /// Which answers count; empty for all that can mean a listing.
        let answers: [ListAnswerPattern]

        /// The longest zone in octets: 64 more stand before it for an IPv6 address, and a name has at most 253.
        static let longestZone = 189
        /// The longest name in octets.
        static let longestName = 64
        /// The most patterns of answers.
        static let maximumPatternCount = 20
    }

    /// Which addresses of 127.0.0.0/8 an answer may be: a range for each octet, as in `127.0.0-255.1-3`.
    struct ListAnswerPattern: Hashable, Sendable {
        /// The ranges of the four octets, the first one 127 alone.
        private let ranges: [ClosedRange<UInt8>]

        /// What is accepted, for messages.
        static let accepted = "an address such as 127.0.0.2, with ranges as in 127.0.0.2-11"

        /// Reads a pattern; nil is returned where it is none.
        ///
        /// - Parameter text: four numbers or ranges of them between dots, the first one 127.
        init?(_ text: String) {
            var ranges: [ClosedRange<UInt8>] = []
            for part in text.split(separator: ".", omittingEmptySubsequences: false) {
                let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Self.octet($0) }
                guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil, first <= last else {
                    return nil
                }
                ranges.append(first...last)
            }
            guard ranges.count == 4, ranges.first == 127...127 else { return nil }
            self.ranges = ranges
        }

        /// Whether an address fits.
        ///
        /// - Parameter address: the address of an answer.
        func contains(_ address: IPAddress) -> Bool {
            address.family == .v4 && zip(ranges, address.octets).allSatisfy { $0.contains($1) }
        }

        private static func octet(_ digits: Substring) -> UInt8? {
            guard (1...3).contains(digits.utf8.count), digits.utf8.allSatisfy({ 48...57 ~= $0 }) else { return nil }
            return UInt8(digits)
        }
    }

    /// Which rspamd is asked about messages, and what follows when it does not answer: `filter.rspamd`.
    struct Rspamd: Hashable, Sendable {
        /// What becomes of a message about which there is no answer; complete.
        enum Unavailable: String, CaseIterable, Hashable, Sendable {
            /// It is taken as it is.
            case accept
            /// Its client is asked to come again.
            case `defer`
        }

        /// Where it listens.
        var origin: HTTPOrigin
        /// The file with the password that it demands; nil for none.
        var passwordFile: String?
        /// How long is waited for an answer: 20 seconds, longer than it takes for what needs the network.
        var timeout = Duration.seconds(20)
        /// What becomes of a message about which there is no answer.
        var unavailable = Unavailable.accept
        /// The largest message that is shown to it, in octets: 20 MiB, as spam is small and time is short.
        var largestMessage = 20_971_520

        /// The times that `timeout` may be: a client waits for its reply ten minutes at most (RFC 5321, section
        /// 4.5.3.2.6).
        static let timeoutRange = Duration.milliseconds(100)...Duration.seconds(120)
        /// The sizes that `largest-message` may be.
        static let sizeRange = 1_024...1_073_741_824
    }

    /// Where a web server listens: a scheme, a host and a port.
    ///
    /// With `https` the authorities of the system are believed, and the certificate is for the host.
    struct HTTPOrigin: Hashable, Sendable {
        /// Whether it is `https`.
        let isEncrypted: Bool
        /// The host.
        let host: Relay.Host
        /// The port: 1 to 65535.
        let port: Int

        /// Whether it is on this host, by its address.
        var isLoopback: Bool {
            guard case .address(let address) = host else { return false }
            return address.isLoopback
        }
    }
}

extension ServerConfiguration.HTTPOrigin: CustomStringConvertible {
    /// The URL without a path, as in `http://127.0.0.1:11333`.
    var description: String {
        let isBracketed = if case .address(let address) = host { address.family == .v6 } else { false }
        return "\(isEncrypted ? "https" : "http")://\(isBracketed ? "[\(host)]" : "\(host)"):\(port)"
    }
}
