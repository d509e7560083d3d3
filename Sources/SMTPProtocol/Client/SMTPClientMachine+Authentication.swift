/// Logging in (RFC 4954).
extension SMTPClientMachine {
    /// The best mechanism that both sides know and that has not been turned down.
    ///
    /// A server that offers a mechanism which hides the password and then refuses it is not shown the password.
    private func bestMechanism(for credentials: SMTPCredentials) -> SASLMechanism? {
        let mayShow = refusedMechanisms.allSatisfy(\.sendsPassword)
        return credentials.mechanisms.first { mechanism in
            extensions.authenticationMechanisms.contains(mechanism.rawValue)
                && !refusedMechanisms.contains(mechanism) && (mayShow || !mechanism.sendsPassword)
                && (!mechanism.bindsChannel || channelBinding != nil)
                && (cryptography != nil || mechanism.usesToken || mechanism.sendsPassword)
        }
    }

    /// Begins to log in; nothing of it is ever sent in the clear.
    mutating func logIn(as credentials: SMTPCredentials) -> [Action] {
        guard isEncrypted, let mechanism = bestMechanism(for: credentials) else {
            return fail(.init(.authenticationUnavailable, at: .authentication))
        }
        let offersBinding = extensions.authenticationMechanisms.contains(SASLMechanism.scramSHA256Plus.rawValue)
        var exchange = SASLClientExchange(
            mechanism: mechanism, user: credentials.user, secret: credentials.secret, channelBinding: channelBinding,
            serverOffersChannelBinding: offersBinding, cryptography: cryptography ?? NoCryptography())
        let response: [UInt8]?
        do throws(SASLClientError) {
            response = try exchange.initialResponse()
        } catch {
            return fail(.init(.authenticationFailed(error.description), at: .authentication))
        }
        self.exchange = exchange
        phase = .authentication
        guard let response else { return [.write(Array("AUTH \(mechanism.rawValue)\r\n".utf8))] }
        let word = response.isEmpty ? "=" : SASLBase64.encode(response)
        let line = "AUTH \(mechanism.rawValue) \(word)\r\n"
        // A long response goes in a line of its own, behind an empty challenge (RFC 4954, section 4).
        guard line.utf8.count > Self.maximumCommandLength else { return [.write(Array(line.utf8))] }
        delayedResponse = DelayedResponse(octets: response)
        return [.write(Array("AUTH \(mechanism.rawValue)\r\n".utf8))]
    }

    /// Takes a reply while a mechanism is under way.
    mutating func handleAuthentication(_ reply: SMTPReply) -> [Action] {
        guard var exchange else { return fail(.init(.refused(reply), at: .authentication)) }
        if reply.code == 334 {
            let text = Array((reply.lines.first ?? "").utf8)
            do throws(SASLClientError) {
                guard let challenge = SASLBase64.decode(text.span) else { throw SASLClientError.malformedChallenge }
                let response: [UInt8]
                if let delayed = delayedResponse {
                    guard challenge.isEmpty else { throw SASLClientError.malformedChallenge }
                    response = delayed.octets
                } else {
                    response = try exchange.respond(to: challenge)
                }
                delayedResponse = nil
                self.exchange = exchange
                return [.write(Array((SASLBase64.encode(response) + "\r\n").utf8))]
            } catch {
                exchangeError = error
                self.exchange = nil
                delayedResponse = nil
                phase = .cancellation
                return [.write(Array("*\r\n".utf8))]
            }
        }
        let isUnsaid = delayedResponse != nil
        self.exchange = nil
        delayedResponse = nil
        if reply.isPositive {
            // Who takes a login without having proved to know the password is not who we think.
            guard exchange.isServerProved, !isUnsaid else {
                let reason = "the server did not prove that it knows the password"
                return fail(.init(.authenticationFailed(reason), at: .authentication))
            }
            mechanism = exchange.mechanism
            return becomeReady()
        }
        // A mechanism that is offered and then not there, or too weak: another one may do (RFC 4954, section 6).
        if [504, 534].contains(reply.code), let credentials = configuration.credentials {
            refusedMechanisms.insert(exchange.mechanism)
            if bestMechanism(for: credentials) != nil { return logIn(as: credentials) }
        }
        return fail(.init(.refused(reply), at: .authentication))
    }

    /// The longest command that is sent, CRLF included (RFC 5321, section 4.5.3.1.4).
    private static let maximumCommandLength = 512
}

/// Stands in where no mechanism asks for any.
private struct NoCryptography: SASLCryptography {
    func sha256(_ octets: [UInt8]) -> [UInt8] { [] }
    func hmacSHA256(_ octets: [UInt8], key: [UInt8]) -> [UInt8] { [] }
    func pbkdf2SHA256(password: [UInt8], salt: [UInt8], iterations: Int) -> [UInt8] { [] }
    func randomOctets(_ count: Int) -> [UInt8] { [] }
}
