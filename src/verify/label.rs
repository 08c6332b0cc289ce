//! The pack's label: name, version and a hash of its files.

use super::Files;

/// `name@version#hash` of a pack: itself first, then what it extends, to the last. The hash is the first 12 hex digits of
/// BLAKE3 over every file's name, length and bytes, in the order of names (`name LF length LF bytes`); where a pack extends
/// another, of BLAKE3 over its own hash and that of all beneath it, 32 bytes each.
pub fn label(layers: &[Files]) -> Result<String, String> {
    let own = layers.first().ok_or("a pack without files")?;
    let bytes = own.files.get("pack.toml").ok_or("pack.toml is missing")?;
    let text = std::str::from_utf8(bytes).map_err(|_| "pack.toml is not UTF-8".to_owned())?;
    let toml: toml::Table = text.parse().map_err(|problem| format!("pack.toml: {problem}"))?;
    let word = |key: &str| toml.get(key).and_then(toml::Value::as_str).unwrap_or_default();
    let mut whole: Option<blake3::Hash> = None;
    for layer in layers.iter().rev() {
        let mut hasher = blake3::Hasher::new();
        match whole {
            None => add(&mut hasher, layer),
            Some(beneath) => {
                let mut own = blake3::Hasher::new();
                add(&mut own, layer);
                hasher.update(own.finalize().as_bytes()).update(beneath.as_bytes());
            }
        }
        whole = Some(hasher.finalize());
    }
    let hash: String = whole.map(|hash| hash.to_hex().chars().take(12).collect()).unwrap_or_default();
    Ok(format!("{}@{}#{hash}", word("name"), word("version")))
}

fn add(hasher: &mut blake3::Hasher, layer: &Files) {
    for (name, bytes) in &layer.files {
        hasher.update(format!("{name}\n{}\n", bytes.len()).as_bytes());
        hasher.update(bytes);
    }
}
