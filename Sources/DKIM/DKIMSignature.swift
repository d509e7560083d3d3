import InternetMessage
import MailAddressing

/// What a DKIM-Signature field says, as far as checking needs it (RFC 6376, section 3.5).
struct DKIMSignature: Sendable {
    /// The field itself.
    let field: HeaderField
    let algorithm: DKIMAlgorithm
    let headerCanonicalization: Canonicalization
    let bodyCanonicalization: Canonicalization
    /// The signing domain, `d=`.
    let domain: DomainName
    /// The domain of the identity, `i=`: the signing domain or one below it.
    let identityDomain: DomainName
    /// The name at which the key stands.
    let keyName: DomainName
    /// The names of the signed fields in lower case, From among them.
    let signedNames: SignedNames
    /// The digest of the body, `bh=`.
    let bodyHash: [UInt8]
    /// How much of the body is signed, `l=`; nil is all of it.
    let bodyLength: Int?
    /// The signature, `b=`.
    let signature: [UInt8]
    /// Where the signature stands in the field's value, with the blanks around it.
    let signatureRange: Range<Int>

    /// What the body's digest is made of.
    var recipe: BodyHash.Recipe {
        BodyHash.Recipe(canonicalization: bodyCanonicalization, algorithm: algorithm.digest, limit: bodyLength)
    }
}
