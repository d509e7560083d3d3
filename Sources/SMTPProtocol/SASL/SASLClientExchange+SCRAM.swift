/// SCRAM (RFC 5802, RFC 7677).
extension SASLClientExchange {
    /// What our first message said.
    struct Greeting: Sendable {
        let password: [UInt8]
        let nonce: [UInt8]
        /// The message without its header.
        let bare: [UInt8]
        /// What stands in `c=`: the header, and the data of the channel behind it.
        let binding: [UInt8]
    }

    mutating func greet(_ password: String) throws(SASLClientError) -> [UInt8] {
        guard let name = SASLPreparation.user(user), let password = SASLPreparation.password(password) else {
            throw end(.unusable)
        }
        var header = Array("n,,".utf8)
        var data: [UInt8] = []
        if mechanism.bindsChannel {
            guard let channelBinding else { throw end(.noChannelBinding) }
            header = Array("p=\(SCRAM.bindingType),,".utf8)
            data = channelBinding
        } else if channelBinding != nil, !serverOffersChannelBinding {
            // If the server did offer to bind, somebody has hidden it from us, and this tells the server.
            header = Array("y,,".utf8)
        }
        let nonce = nonce ?? SCRAM.nonce(cryptography)
        let bare = Array("n=".utf8) + SASLName.encode(name) + Array(",r=".utf8) + nonce
        state = .greeted(Greeting(password: password, nonce: nonce, bare: bare, binding: header + data))
        return header + bare
    }

    mutating func prove(_ greeting: Greeting, to challenge: [UInt8]) throws(SASLClientError) -> [UInt8] {
        if let word = Self.serverError(challenge) { throw end(.refused(word)) }
        guard let message = SCRAM.ServerFirst(parsing: challenge) else { throw end(.malformedChallenge) }
        guard message.nonce.count > greeting.nonce.count, message.nonce.starts(with: greeting.nonce) else {
            throw end(.wrongNonce)
        }
        guard acceptedIterations.contains(message.iterations) else {
            throw end(.wrongIterations(message.iterations))
        }
        let keys = SCRAMSecret(
            password: greeting.password, salt: message.salt, iterations: message.iterations,
            cryptography: cryptography)
        let withoutProof =
            Array("c=".utf8) + SASLBase64.encodeOctets(greeting.binding) + Array(",r=".utf8) + message.nonce
        let authMessage = SCRAM.authMessage(
            clientFirst: greeting.bare, serverFirst: challenge, clientFinal: withoutProof)
        let proof = SCRAM.xor(keys.clientKey, cryptography.hmacSHA256(authMessage, key: keys.storedKey))
        state = .proof(signature: cryptography.hmacSHA256(authMessage, key: keys.serverKey))
        return withoutProof + Array(",p=".utf8) + SASLBase64.encodeOctets(proof)
    }

    mutating func judge(_ challenge: [UInt8], by signature: [UInt8]) throws(SASLClientError) -> [UInt8] {
        if let word = Self.serverError(challenge) { throw end(.refused(word)) }
        // Extensions may stand behind the signature (RFC 5802, section 7).
        let first = challenge.split(separator: UInt8(ascii: ","), maxSplits: 1, omittingEmptySubsequences: false)[0]
        guard let text = SCRAM.value("v", of: first), let found = SASLBase64.decode(text) else {
            throw end(.malformedChallenge)
        }
        guard found.equalsInConstantTime(signature) else { throw end(.wrongServerSignature) }
        state = .proved
        return []
    }

    /// The word of a challenge that says `e=`; only letters, digits and hyphens are passed on, 64 at most.
    private static func serverError(_ challenge: [UInt8]) -> String? {
        guard let value = SCRAM.value("e", of: challenge[...]) else { return nil }
        let word = value.prefix { $0 != UInt8(ascii: ",") }
        let isWord = word.allSatisfy { octet in
            (octet | 0x20) &- 97 < 26 || octet &- 48 < 10 || octet == UInt8(ascii: "-")
        }
        guard isWord, (1...64).contains(word.count) else { return "other-error" }
        return String(decoding: word, as: UTF8.self)
    }
}
