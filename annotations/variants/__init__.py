"""Texts that differ in one attribute only, made of whole inflected words. Knows no Django."""
