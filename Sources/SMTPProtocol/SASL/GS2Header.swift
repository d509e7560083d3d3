/// What stands before the first message of a client in SCRAM and OAUTHBEARER (RFC 5801, section 4; RFC 5802, section 7).
struct GS2Header: Sendable {
    /// What the client says of channel binding; complete.
    enum Binding: Equatable, Sendable {
        /// `n`: it cannot bind.
        case unsupported
        /// `y`: it can, and believes that the server cannot.
        case unoffered
        /// `p=`: it binds, by data of this type.
        case bound(String)
    }

    /// What the client says of channel binding.
    let binding: Binding
    /// The identity that it wants to act as, where it names one.
    let authorization: String?
    /// The whole header, both commas with it.
    let octets: [UInt8]

    /// The header at the beginning of a message, or nil where there is none.
    init?(parsing message: [UInt8]) {
        let comma = UInt8(ascii: ",")
        guard let first = message.firstIndex(of: comma), let second = message[(first + 1)...].firstIndex(of: comma)
        else { return nil }
        let flag = message[..<first]
        if flag.elementsEqual("n".utf8) {
            binding = .unsupported
        } else if flag.elementsEqual("y".utf8) {
            binding = .unoffered
        } else {
            guard flag.starts(with: "p=".utf8), flag.count > 2, flag.dropFirst(2).allSatisfy(Self.isBindingName)
            else { return nil }
            binding = .bound(String(decoding: flag.dropFirst(2), as: UTF8.self))
        }
        let name = message[(first + 1)..<second]
        if name.isEmpty {
            authorization = nil
        } else {
            guard name.starts(with: "a=".utf8), let decoded = SASLName.decode(name.dropFirst(2)) else { return nil }
            authorization = decoded
        }
        octets = Array(message[...second])
    }

    private static func isBindingName(_ octet: UInt8) -> Bool {
        (octet | 0x20) &- 97 < 26 || octet &- 48 < 10 || octet == UInt8(ascii: "-") || octet == UInt8(ascii: ".")
    }
}

/// A name in which `=2C` stands for a comma and `=3D` for an equals sign (RFC 5802, section 5.1).
enum SASLName {
    /// The name that the octets stand for, or nil where they are no such text: empty, with a NUL or not in UTF-8.
    static func decode(_ octets: ArraySlice<UInt8>) -> String? {
        var name: [UInt8] = []
        name.reserveCapacity(octets.count)
        var rest = octets
        while let octet = rest.popFirst() {
            switch octet {
            case UInt8(ascii: "="):
                if rest.starts(with: "2C".utf8) {
                    name.append(UInt8(ascii: ","))
                } else if rest.starts(with: "3D".utf8) {
                    name.append(octet)
                } else {
                    return nil
                }
                rest = rest.dropFirst(2)
            case 0, UInt8(ascii: ","): return nil
            default: name.append(octet)
            }
        }
        return name.isEmpty ? nil : String(validating: name, as: UTF8.self)
    }

    /// The octets that stand for a name.
    static func encode(_ name: String) -> [UInt8] {
        var octets: [UInt8] = []
        for octet in name.utf8 {
            switch octet {
            case UInt8(ascii: ","): octets += "=2C".utf8
            case UInt8(ascii: "="): octets += "=3D".utf8
            default: octets.append(octet)
            }
        }
        return octets
    }
}
