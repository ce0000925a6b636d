const base = process.env.SHOP_PROOF_COPY;
export default base;
