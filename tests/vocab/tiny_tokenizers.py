"""Small tokenizers of every family, trained in a moment, so that tests need no network."""

from __future__ import annotations

from typing import Any

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

TEXTS = [
    "the quick brown fox jumps over the lazy dog and the quicker one",
    '{"name": "Zoë", "tags": ["α", "β"], "price": 12.50, "ok": true}',
    "naïve café — “quoted” …  two  spaces\n\n\tand tabs 日本語 😀 €",
    "aaaa bbbb aa bb a b",
]
SPECIAL = ["<s>", "</s>", "<unk>"]


def byte_level() -> Tokenizer:
    """Byte-level BPE, as GPT-2, Llama 3, Qwen: all 256 bytes, a few merges, special and ordinary added tokens."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=420,
        special_tokens=["<s>", "</s>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(TEXTS * 3, trainer)
    tokenizer.add_tokens([AddedToken("<tool call>"), AddedToken("\n\n\n"), AddedToken("日本")])
    tokenizer.add_special_tokens([AddedToken("<|end|>", special=True)])
    return tokenizer


def byte_fallback(*, strip: bool = True) -> Tokenizer:
    """SentencePiece BPE with byte pieces, as Llama 2 and Mistral (strip) or Gemma (no strip)."""
    bytes_ = [f"<0x{byte:02X}>" for byte in range(256)]
    words = ["▁", "a", "b", "t", "h", "e", "▁t", "he", "▁the", "é", "▁▁", "{", '"', ":", "}", "A", "日"]
    vocab = {piece: token for token, piece in enumerate([*SPECIAL, *bytes_, *words])}
    merges = [("▁", "t"), ("h", "e"), ("▁t", "he"), ("▁", "▁")]
    model = models.BPE(vocab, merges, unk_token="<unk>", byte_fallback=True, fuse_unk=True)
    tokenizer = Tokenizer(model)
    prepend = [normalizers.Prepend("▁")] if strip else []
    tokenizer.normalizer = normalizers.Sequence([*prepend, normalizers.Replace(" ", "▁")])
    steps = [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]
    tokenizer.decoder = decoders.Sequence([*steps, *([decoders.Strip(" ", 1, 0)] if strip else [])])
    tokenizer.add_special_tokens([AddedToken(name, special=True) for name in SPECIAL])
    tokenizer.add_tokens([AddedToken("▁▁▁▁", normalized=False), AddedToken("<table>", normalized=False)])
    return tokenizer


def metaspace() -> Tokenizer:
    """A unigram model with U+2581 for spaces, as T5; its unknown piece is not an added token."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    trainer = trainers.UnigramTrainer(vocab_size=120, unk_token="<unk>", special_tokens=["</s>"], show_progress=False)
    tokenizer.train_from_iterator(TEXTS * 3, trainer)
    return tokenizer


def word_piece() -> Tokenizer:
    """BERT's kind: what a piece writes depends on its neighbours."""
    tokenizer = Tokenizer(models.WordPiece({"[UNK]": 0, "the": 1, "##re": 2}, unk_token="[UNK]"))
    tokenizer.decoder = decoders.WordPiece()
    return tokenizer


def with_decoder(decoder: Any) -> Tokenizer:
    """A two-word tokenizer with any decoder."""
    tokenizer = Tokenizer(models.WordLevel({"ab": 0, "cd": 1}, unk_token="ab"))
    if decoder is not None:
        tokenizer.decoder = decoder
    return tokenizer


REFUSED = {
    "WordPiece": decoders.WordPiece(),
    "BPEDecoder": decoders.BPEDecoder(),
    "CTC": decoders.CTC(),
    "none": None,
    "Strip": decoders.Sequence([decoders.Strip(" ", 1, 0), decoders.Fuse()]),
    "Strip\\(": decoders.Sequence([decoders.Fuse(), decoders.Strip(" ", 0, 1)]),
    "Replace\\(": decoders.Sequence([decoders.Replace(Regex("[ab]"), " "), decoders.Fuse()]),
    "Replace\\(.*after": decoders.Sequence([decoders.ByteFallback(), decoders.Replace("a", "b")]),
}
